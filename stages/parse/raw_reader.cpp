#include "stages/parse/raw_reader.h"

#include "stages/parse/html/html_reader.h"
#include "stages/parse/json/json_reader.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/pdf/pdf_reader.h"
#include "stages/parse/text/csv_reader.h"
#include "stages/parse/xlsx/xlsx_reader.h"
#include "stages/parse/xml/spreadsheetml_reader.h"

namespace nightporter::stages {

RawSummary read_raw(const std::filesystem::path& file, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink) {
  const ContentKind kind = sniff_file(file);
  const std::string what = file.filename().string() + ": " + std::string(engine::describe(kind));
  switch (kind) {
    case ContentKind::kZip:
      return read_xlsx(file, choice, limits, sink);
    case ContentKind::kHtml:
      return read_html(file, choice, limits, sink);
    case ContentKind::kSpreadsheetMl:
      return read_spreadsheetml(file, choice, limits, sink);
    case ContentKind::kText:
      return read_csv(file, limits, sink);
    case ContentKind::kEmpty:
      throw ParseError(ParseErrorKind::kEmpty, what, "Download it again.");
    case ContentKind::kEncryptedOffice:
      throw ParseError(ParseErrorKind::kEncrypted, what, "Let the site export without a password.");
    case ContentKind::kCompoundFile:
      throw ParseError(ParseErrorKind::kUnsupported, what + ", which is not read", "Let the site export .xlsx or CSV.");
    case ContentKind::kPdf:
      return read_pdf(file, choice, limits, sink);
    case ContentKind::kJson:
      return read_json(file, choice, limits, sink);
    case ContentKind::kXml:
    case ContentKind::kBinary:
      break;
  }
  throw ParseError(ParseErrorKind::kNotAReport, what + ", not a report", "Open the file: it may hold the site's error message.");
}

}  // namespace nightporter::stages
