#include <zip.h>

#include <array>
#include <memory>

#include "stages/parse/xlsx/xlsx_reader.h"
#include "tests/fuzz/fuzz_target.h"

namespace nightporter::fuzz {

namespace {

constexpr std::string_view kRelationships =
    "<Relationships><Relationship Id=\"s1\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"s2\" Type=\"/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"s3\" Type=\"/sharedStrings\" Target=\"strings.xml\"/></Relationships>";

struct Part {
  const char* name;
  std::string_view otherwise;  // when the input has no such piece, or an empty one
};

/// The first pieces of the input, so that a mutation changes a sheet and not a compressed stream.
constexpr std::array<Part, 6> kParts{{
    {"xl/worksheets/sheet1.xml", "<worksheet/>"},
    {"xl/strings.xml", "<sst><si><t>first</t></si><si><t>second</t></si></sst>"},
    {"xl/styles.xml",
     "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"00000\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"
     "<xf numFmtId=\"49\"/><xf numFmtId=\"170\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels", kRelationships},
    {"_rels/.rels", "<Relationships><Relationship Id=\"r\" Type=\"/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
}};

[[noreturn]] void fail(const char* step) {
  throw std::runtime_error(std::string("the workbook of the test could not be zipped: ") + step);
}

std::string stored_zip(const std::vector<std::string_view>& pieces) {
  struct Release {
    void operator()(zip_source_t* source) const { ::zip_source_free(source); }
  };
  const std::unique_ptr<zip_source_t, Release> target(::zip_source_buffer_create(nullptr, 0, 0, nullptr));
  if (!target) fail("zip_source_buffer_create");
  ::zip_source_keep(target.get());
  zip_t* archive = ::zip_open_from_source(target.get(), ZIP_TRUNCATE, nullptr);
  if (archive == nullptr) fail("zip_open_from_source");
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    const std::string_view content = i < pieces.size() && !pieces[i].empty() ? pieces[i] : kParts[i].otherwise;
    zip_source_t* source = ::zip_source_buffer(archive, content.data(), content.size(), 0);
    const zip_int64_t index = ::zip_file_add(archive, kParts[i].name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0 || ::zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0) != 0) fail("zip_file_add");
  }
  if (::zip_close(archive) != 0 || ::zip_source_open(target.get()) != 0) fail("zip_close");
  std::string bytes;
  std::array<char, 16384> buffer;
  for (zip_int64_t count = 0; (count = ::zip_source_read(target.get(), buffer.data(), buffer.size())) > 0;)
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
  ::zip_source_close(target.get());
  return bytes;
}

}  // namespace

void run_xlsx_parts(Bytes input) {
  const std::string zip = stored_zip(pieces_of(input));
  const Bytes file(reinterpret_cast<const std::uint8_t*>(zip.data()), zip.size());
  read_or_refuse(
      file, [](const auto& path, const auto& sink) { return stages::read_xlsx(path, stages::TableChoice::all(), small_limits(), sink); });
}

}  // namespace nightporter::fuzz
