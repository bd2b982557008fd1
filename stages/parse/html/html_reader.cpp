#include "stages/parse/html/html_reader.h"

#include <libxml/HTMLparser.h>

#include <exception>
#include <memory>

#include "stages/parse/html/charset.h"
#include "stages/parse/html/page_tables.h"
#include "stages/parse/input_file.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/text/encoding.h"
#include "stages/parse/text/utf8_stream.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kBeginning = 4096;

/// Carries the events of libxml2 to a PageTables, and its exceptions past libxml2.
struct Listener {
  PageTables& page;
  std::exception_ptr failure;

  template <class Action>
  void guarded(Action action) {
    if (failure) return;
    try {
      action();
    } catch (...) {
      failure = std::current_exception();
    }
  }
};

std::string_view view(const xmlChar* text) {
  return reinterpret_cast<const char*>(text);
}

void on_start(void* listener, const xmlChar* name, const xmlChar** attributes) {
  auto& self = *static_cast<Listener*>(listener);
  self.guarded([&] { self.page.start_element(view(name), attributes); });
}

void on_end(void* listener, const xmlChar* name) {
  auto& self = *static_cast<Listener*>(listener);
  self.guarded([&] { self.page.end_element(view(name)); });
}

void on_text(void* listener, const xmlChar* text, int length) {
  auto& self = *static_cast<Listener*>(listener);
  self.guarded([&] { self.page.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)}); });
}

void on_raw_text(void* listener, const xmlChar* text, int length) {
  auto& self = *static_cast<Listener*>(listener);
  self.guarded([&] { self.page.raw_text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)}); });
}

struct ContextCloser {
  void operator()(htmlParserCtxt* context) const { htmlFreeParserCtxt(context); }
};

/// A byte order mark or valid UTF-8 is believed before what the page says of itself, which is often wrong.
Utf8Stream open_stream(InputFile& file) {
  const Encoded encoded = detect_encoding(file);
  if (encoded.encoding != TextEncoding::kWindows1252) return Utf8Stream(file, encoded);
  const std::string charset = declared_charset(file.beginning(kBeginning));
  const bool western =
      charset.empty() || charset == "utf-8" || charset == "iso-8859-1" || charset == "latin1" || charset.starts_with("utf-16");
  return western ? Utf8Stream(file, encoded) : Utf8Stream(file, {TextEncoding::kNamed, 0}, charset);
}

}  // namespace

RawSummary read_html(const std::filesystem::path& path, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink) {
  InputFile file(path);
  if (file.size() > limits.file_bytes) throw ParseError(ParseErrorKind::kTooLarge, path.filename().string() + ": too large a file");
  PageTables page(choice, limits, sink);
  Listener listener{page, nullptr};
  htmlSAXHandler handler{};
  handler.startElement = on_start;
  handler.endElement = on_end;
  handler.characters = on_text;
  handler.ignorableWhitespace = on_text;
  handler.cdataBlock = on_raw_text;
  const std::unique_ptr<htmlParserCtxt, ContextCloser> context(
      htmlCreatePushParserCtxt(&handler, &listener, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8));
  if (!context) throw std::bad_alloc();
  htmlCtxtUseOptions(context.get(),
                     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  Utf8Stream stream = open_stream(file);
  for (std::string_view piece = stream.next(); !piece.empty() && !listener.failure; piece = stream.next())
    htmlParseChunk(context.get(), piece.data(), static_cast<int>(piece.size()), 0);
  if (!listener.failure) htmlParseChunk(context.get(), nullptr, 0, 1);
  if (listener.failure) std::rethrow_exception(listener.failure);
  page.finish();
  return std::move(page.summary);
}

}  // namespace nightporter::stages
