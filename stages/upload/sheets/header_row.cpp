#include "stages/upload/sheets/header_row.h"

#include <algorithm>
#include <optional>

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
  return there.empty() ? "\"" + wanted + "\" is missing from " + place : place + " says \"" + there + "\" where \"" + wanted + "\" belongs";
}

/// What to do when the last columns, from `first` on, are nowhere while all before them are in their place: most likely the recipe has
/// them since the tab was filled, and somebody's own column stands where they go.
std::string hint_for_new_columns(const std::vector<model::ColumnMapping>& columns, std::size_t first,
                                 const std::vector<std::string>& headers) {
  std::string names;
  for (std::size_t index = first; index < columns.size(); ++index) names += (names.empty() ? "\"" : ", \"") + columns[index].header + "\"";
  const std::size_t count = columns.size() - first;
  const std::string letters = column_letters(first + 1);
  return "if " + names + (count == 1 ? " is" : " are") + " new in the recipe, insert " +
         (count == 1 ? "an empty column" : std::to_string(count) + " empty columns") + " to the left of " + letters +
         " and upload again: the upload writes the header there, and \"" + headers[first] + "\" only moves to the right. If \"" +
         headers[first] + "\" is \"" + columns[first].header + "\" renamed, give it back its name. Nothing was written";
}

/// The first of the last columns that are nowhere in the row, all others being in their place; nullopt when one is not.
std::optional<std::size_t> first_new_column(const std::vector<model::ColumnMapping>& columns, const std::vector<std::string>& headers) {
  std::size_t first = 0;
  while (first < columns.size() && text_at(headers, first) == columns[first].header) ++first;
  for (std::size_t index = first; index < columns.size(); ++index)
    if (std::find(headers.begin(), headers.end(), columns[index].header) != headers.end()) return std::nullopt;
  if (first == 0 || text_at(headers, first).empty()) return std::nullopt;
  return first;
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
  if (!complaints.empty()) {
    const std::optional<std::size_t> added = first_new_column(columns, headers);
    throw HeadersMoved("the headers of the tab " + quoted_tab(tab) + " are not ours: " + complaints,
                       added ? hint_for_new_columns(columns, *added, headers)
                             : "put the headers back as they were; columns of your own belong to the right of ours. Nothing was written");
  }
  return ours == columns.size() ? HeaderRow::kComplete : HeaderRow::kLonger;
}

}  // namespace nightporter::stages
