#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "tests/backoffice/google/spreadsheet.h"
#include "tests/backoffice/http_message.h"

namespace nightporter::backoffice {

/// Google Sheets API v4, as far as anybody here calls it, over spreadsheets in memory. Strict: what the real one refuses is refused.
/// Used on its server's thread.
class SheetsService {
 public:
  struct Document {
    Spreadsheet sheet;
    std::set<std::string> shared_with;  // who may write
  };

  Spreadsheet& add(const std::string& id, const std::string& title, std::set<std::string> shared_with);
  /// nullptr when there is none.
  Spreadsheet* find(const std::string& id);

  /// Does what the request asks, for `account`. Throws GoogleError.
  HttpResponse answer(const HttpRequest& request, const std::string& account);

 private:
  Document& document(const std::string& id, const std::string& account);
  std::map<std::string, std::unique_ptr<Document>> documents_;
};

}  // namespace nightporter::backoffice
