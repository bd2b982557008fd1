#pragma once

#include "tests/backoffice/business_data.h"
#include "tests/backoffice/export_table.h"

namespace nightporter::backoffice {

/// The three reports of the demo's back office, with the columns of its exports.
ExportTable demo_orders_table(const Books& books, model::Period period);
/// One payment for each order that was not cancelled, two for those that were paid in part by wallet.
ExportTable demo_payments_table(const Books& books, model::Period period);
/// One row for each customer and day with orders.
ExportTable demo_customers_table(const Books& books, model::Period period);

}  // namespace nightporter::backoffice
