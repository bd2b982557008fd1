#include "stages/upload/sheets/header_row.h"

#include <algorithm>

#include "stages/upload/sheets/a1_range.h"

namespace nightporter::stages {

namespace {

std::string text_at(const std::vector<std::string>& headers, std::size_t index) {
  return index < headers.size() ? headers[index] : std::string();
}

/// `"Nama" stands in D1, it belongs into C1`
std::string complaint(const std::string& wanted, std::size_t index, const std::vector<std::string>& headers) {
  const std::string place = column_letters(index + 1) + "1";
  const auto moved = std::find(headers.begin(), headers.end(), wanted);
  if (moved != headers.end())
    return "\"" + wanted + "\" stands in " + column_letters(static_cast<std::size_t>(moved - headers.begin()) + 1) + "1 and belongs into " +
           place;
  const std::string there = text_at(headers, index);
  return there.empty() ? "\"" + wanted + "\" is missing from " + place : place + " says \"" + there + "\" where \"" + wanted + "\" was";
}

}  // namespace

HeaderRow check_header_row(const std::vector<model::ColumnMapping>& columns, const std::vector<std::string>& headers,
                           const std::string& tab) {
  if (std::all_of(headers.begin(), headers.end(), [](const std::string& text) { return text.empty(); })) return HeaderRow::kEmpty;
  std::size_t ours = columns.size();
  while (ours > 0 && text_at(headers, ours - 1).empty() &&
         std::find(headers.begin(), headers.end(), columns[ours - 1].header) == headers.end())
    --ours;
  std::string complaints;
  for (std::size_t index = 0; index < ours; ++index)
    if (text_at(headers, index) != columns[index].header)
      complaints += (complaints.empty() ? "" : "; ") + complaint(columns[index].header, index, headers);
  if (ours == 0) complaints = "none of our headers is there";
  if (!complaints.empty())
    throw HeadersMoved("the headers of the tab " + quoted_tab(tab) + " are not those that were written: " + complaints,
                       "put the headers back as they were; columns of your own belong to the right of ours. Nothing was written");
  return ours == columns.size() ? HeaderRow::kComplete : HeaderRow::kLonger;
}

}  // namespace nightporter::stages
