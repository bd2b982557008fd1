#include "tests/fuzz/fuzz_target.h"

#include "stages/parse/parse_error.h"
#include "stages/parse/text/encoding.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/row_promises.h"

namespace nightporter::fuzz {

std::span<const Target> targets() {
  static constexpr Target kTargets[] = {
      {"any_file", run_any_file},
      {"cell", run_cell},
      {"csv", run_csv},
      {"guess_table", run_guess_table},
      {"html", run_html},
      {"json", run_json},
      {"pdf", run_pdf},
      {"pdf_layout", run_pdf_layout},
      {"pdf_page", run_pdf_page},
      {"spreadsheetml", run_spreadsheetml},
      {"typed_table", run_typed_table},
      {"wire", run_wire},
      {"xlsx", run_xlsx},
      {"xlsx_parts", run_xlsx_parts},
  };
  return kTargets;
}

stages::ReadLimits small_limits() {
  stages::ReadLimits limits;
  limits.file_bytes = 1u << 20;
  limits.inflated_bytes = 4u << 20;
  limits.inflation_ratio_from_bytes = 1u << 20;
  limits.zip_entries = 50;
  limits.shared_string_bytes = 64u << 10;
  limits.cell_bytes = 2000;
  limits.columns = 300;
  limits.rows = 2000;
  return limits;
}

void read_or_refuse(Bytes input, const ReadFile& read) {
  const MemoryFile file(text_of(input));
  RowPromises promises(small_limits());
  try {
    promises.check(read(file.path(), [&promises](const stages::RawRow& row) { promises.check(row); }));
  } catch (const stages::ParseError& error) {
    promises.check(error);
  }
}

void expect_text(std::string_view text, const char* what) {
  stages::Utf8Check check;
  if (!check.feed(text) || !check.finish()) throw BrokenPromise(std::string(what) + " in UTF-8");
  if (text.find('\0') != text.npos) throw BrokenPromise(std::string(what) + " without a zero byte");
}

std::string_view text_of(Bytes input) {
  return {reinterpret_cast<const char*>(input.data()), input.size()};
}

std::vector<std::string_view> pieces_of(Bytes input) {
  std::vector<std::string_view> pieces;
  std::string_view rest = text_of(input);
  for (std::size_t end = rest.find('\x1E'); end != rest.npos; end = rest.find('\x1E')) {
    pieces.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  pieces.push_back(rest);
  return pieces;
}

}  // namespace nightporter::fuzz
