#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>

namespace nightporter::backoffice {

/// Cells whose numbers are shown as days or moments: what a repeatCell request said of them.
struct NumberFormat {
  std::int64_t first_row = 1;  // all from 1, and the ends belong to it
  std::int64_t last_row = 1;
  std::int64_t first_column = 1;
  std::int64_t last_column = 1;
  std::string pattern;  // "yyyy-mm-dd hh:mm:ss"

  bool covers(std::int64_t row, std::int64_t column) const;
  /// A serial number as a person sees it: days since 1899-12-30, the fraction is the time.
  std::string show(double serial) const;
};

/// Of a repeatCell request to a grid of that size, behind whose end nothing is formatted. Throws GoogleError for what is no such request,
/// and for what these simulated sheets cannot show.
NumberFormat parse_number_format(const boost::json::object& repeat_cell, std::int64_t rows, std::int64_t columns);

}  // namespace nightporter::backoffice
