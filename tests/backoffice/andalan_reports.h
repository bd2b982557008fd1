#pragma once

#include <string>

#include "tests/backoffice/export_pdf.h"
#include "tests/backoffice/export_table.h"
#include "tests/backoffice/rewards_books.h"

namespace nightporter::backoffice {

/// The four reports of the rewards back office, as it exports them: one workbook of 27 columns, and three that are printed, each in
/// another manner: in a grid, with lines under the rows, without lines. Ids and addresses are too long for their columns.
ExportTable andalan_transactions_table(const RewardsBooks& books, model::Period period);
PrintedReport andalan_points_report(const RewardsBooks& books, model::Period period);
PrintedReport andalan_users_report(const RewardsBooks& books, model::Period period);
PrintedReport andalan_coins_report(const RewardsBooks& books, model::Period period);

/// "12.500", "-1.250.000": as Indonesia groups digits.
std::string indonesian_number(std::int64_t number);
/// "5 Agustus 2025"
std::string indonesian_date(model::CalendarDate date);

}  // namespace nightporter::backoffice
