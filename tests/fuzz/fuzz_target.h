#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "stages/parse/raw_reader.h"

namespace nightporter::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// A reader of untrusted bytes. It returns when it has read or refused them; whatever it throws is a find.
struct Target {
  std::string_view name;  // of its executable fuzz_NAME and of its folder in tests/fuzz/corpus
  void (*run)(Bytes input);
};

/// All there are.
std::span<const Target> targets();

/// A reader did not keep a promise of its header.
class BrokenPromise : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Limits so small that an input of a few kilobytes meets them.
stages::ReadLimits small_limits();

/// Reads `input` as a file with `read`, which hands every row to the sink that it is given. A ParseError is a refusal. What comes of the
/// file is held to what raw_row.h and raw_reader.h say of it.
using ReadFile = std::function<stages::RawSummary(const std::filesystem::path& file, const stages::RawRowSink& sink)>;
void read_or_refuse(Bytes input, const ReadFile& read);

/// Throws BrokenPromise unless `text` is UTF-8 without a zero byte, as databases want it.
void expect_text(std::string_view text, const char* what);

std::string_view text_of(Bytes input);
/// The pieces of the input between the bytes 0x1E ("record separator").
std::vector<std::string_view> pieces_of(Bytes input);

void run_any_file(Bytes input);
void run_cell(Bytes input);
void run_csv(Bytes input);
void run_guess_table(Bytes input);
void run_html(Bytes input);
void run_json(Bytes input);
void run_pdf(Bytes input);
void run_pdf_layout(Bytes input);
void run_pdf_page(Bytes input);
void run_spreadsheetml(Bytes input);
void run_typed_table(Bytes input);
void run_wire(Bytes input);
void run_xlsx(Bytes input);
void run_xlsx_parts(Bytes input);

}  // namespace nightporter::fuzz
