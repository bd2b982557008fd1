#include "tests/stages/parse/zip_file.h"

#include <zip.h>

#include <stdexcept>

namespace nightporter::test {

namespace fs = std::filesystem;

fs::path write_zip(const TemporaryFolder& folder, const std::string& name, const ZipParts& parts) {
  const fs::path file = folder / name;
  int error = 0;
  zip_t* archive = ::zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  if (archive == nullptr) throw std::runtime_error("zip_open");
  // libzip replaces or refuses a second part of one name, so it gets another name of the same length, put right below.
  std::vector<std::pair<std::string, std::string>> twins;
  std::vector<std::string> names;
  for (const auto& [part, content] : parts) {
    std::string unique = part;
    for (const std::string& other : names)
      if (other == unique) unique.back() = '~';
    if (unique != part) twins.emplace_back(unique, part);
    names.push_back(unique);
    zip_source_t* source = ::zip_source_buffer(archive, content.data(), content.size(), 0);
    if (::zip_file_add(archive, unique.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) throw std::runtime_error("zip_file_add");
  }
  if (::zip_close(archive) != 0) throw std::runtime_error("zip_close");
  if (twins.empty()) return file;
  std::string bytes = read_file(file);
  for (const auto& [unique, part] : twins)
    for (std::size_t at = bytes.find(unique); at != bytes.npos; at = bytes.find(unique)) bytes.replace(at, part.size(), part);
  return folder.write(name, bytes);
}

ZipParts workbook_parts(const std::string& rows) {
  const std::string relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  return {
      {"_rels/.rels",
       "<Relationships><Relationship Id=\"r\" Type=\"" + relationships + "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
      {"xl/workbook.xml", "<workbook><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"s1\" Type=\"" + relationships +
                                         "worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"s2\" Type=\"" + relationships +
                                         "styles\" Target=\"styles.xml\"/><Relationship Id=\"s3\" Type=\"" + relationships +
                                         "sharedStrings\" Target=\"strings.xml\"/></Relationships>"},
      {"xl/styles.xml",
       "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"00000\"/></numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>"
       "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"49\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>"},
      {"xl/strings.xml", "<sst><si><t>first</t></si><si><r><t>sec</t></r><r><t>ond</t></r><rPh><t>phonetic</t></rPh></si></sst>"},
      {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"},
  };
}

fs::path write_workbook(const TemporaryFolder& folder, const std::string& rows) {
  return write_zip(folder, "report.xlsx", workbook_parts(rows));
}

}  // namespace nightporter::test
