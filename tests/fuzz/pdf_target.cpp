#include "stages/parse/pdf/pdf_reader.h"

#include <poppler-document.h>

#include <memory>

#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/known_columns.h"
#include "tests/stages/parse/pdf/pdf_document.h"

namespace nightporter::fuzz {

namespace {

/// Poppler sets itself up when the first document is opened, and is taken down with the last: one that stays makes that happen once.
void keep_poppler_up() {
  static const std::unique_ptr<poppler::document> open = [] {
    const std::string bytes = test::PdfDocument().page().bytes();
    poppler::byte_array copy(bytes.begin(), bytes.end());
    return std::unique_ptr<poppler::document>(poppler::document::load_from_data(&copy));
  }();
}

}  // namespace

void run_pdf(Bytes input) {
  keep_poppler_up();
  for (const stages::TableChoice& choice : {known_columns(), stages::TableChoice::all()})
    read_or_refuse(input, [&choice](const auto& file, const auto& sink) { return stages::read_pdf(file, choice, small_limits(), sink); });
}

/// Every piece of the input is what one page draws, uncompressed, so that a mutation moves a word or a line.
void run_pdf_page(Bytes input) {
  test::PdfDocument document;
  for (const std::string_view operators : pieces_of(input)) document.page().operators(std::string(operators));
  const std::string bytes = document.bytes();
  run_pdf({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace nightporter::fuzz
