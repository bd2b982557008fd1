#pragma once

#include <string>

#include "tests/app/program_run.h"
#include "tests/backoffice/http_server.h"

namespace nightporter::test {

std::string yesterday();

/// A shop without login, whose report is what the test says ("DAY" stands for the day) below its headers No, Day and Net, a program folder
/// with its recipe, and its one store, shop/s1. No is the key, a row "Total" adds up Net.
class CsvShop {
 public:
  static std::string recipe();

  explicit CsvShop(std::string rows);

  void now_sends(const std::string& rows);
  /// Of yesterday. `more`: options besides.
  ProgramResult fetch(const std::string& more = {});

  ProgramFolder folder;

 private:
  std::string rows_;  // of the server's thread
  backoffice::HttpServer server_;
};

}  // namespace nightporter::test
