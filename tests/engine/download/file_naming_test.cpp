#include "engine/download/file_naming.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

TEST_CASE("a file name is made harmless on every system") {
  CHECK(safe_file_name("orders.csv") == "orders.csv");
  CHECK(safe_file_name("../../etc/pass wd.csv") == "_.._etc_pass wd.csv");
  CHECK(safe_file_name("a:b|c?d*e.csv") == "a_b_c_d_e.csv");
  CHECK(safe_file_name(".hidden") == "hidden");
  CHECK(safe_file_name("report. . ") == "report");
  CHECK(safe_file_name("tab\there\n.csv") == "tab_here_.csv");
  CHECK(safe_file_name("") == "download");
  CHECK(safe_file_name("...") == "download");
}

TEST_CASE("device names of Windows get a mark") {
  CHECK(safe_file_name("CON.csv") == "_CON.csv");
  CHECK(safe_file_name("nul") == "_nul");
  CHECK(safe_file_name("com1.tar.gz") == "_com1.tar.gz");
  CHECK(safe_file_name("LPT9 .csv") == "_LPT9 .csv");
  CHECK(safe_file_name("console.csv") == "console.csv");
  CHECK(safe_file_name("COM.csv") == "COM.csv");
}

TEST_CASE("a name is cut to 255 bytes between characters and keeps its extension") {
  const std::string long_ascii = safe_file_name(std::string(400, 'x') + ".xlsx");
  CHECK(long_ascii.size() == 255);
  CHECK(long_ascii.ends_with("x.xlsx"));

  std::string rupees;
  for (int i = 0; i < 130; ++i) rupees += "₹";  // three bytes each
  const std::string cut = safe_file_name(rupees + ".csv");
  CHECK(cut.size() == 3 * 83 + 4);  // 84 would make 256
  CHECK(cut.ends_with("₹.csv"));

  CHECK(safe_file_name("ab₹cd", 4) == "ab");
  CHECK(safe_file_name(std::string(300, 'x')).size() == 255);
}

TEST_CASE("bytes that are not UTF-8 do not reach the file system") {
  CHECK(safe_file_name("a\xFF"
                       "b.csv") == "a_b.csv");
  CHECK(safe_file_name("a\xC3.csv") == "a_.csv");
  CHECK(safe_file_name("\xED\xA0\x80.csv") == "___.csv");
  CHECK(safe_file_name("Größe 📦.csv") == "Größe 📦.csv");
}

TEST_CASE("the canonical name is made of pieces that can be told apart") {
  CanonicalName name{"TD", "OrderReport", "Uttam Nagar", "2025-11-12", "2025-11-13", "xlsx"};
  CHECK(name.to_string() == "TD_OrderReport_UttamNagar_2025-11-12_to_2025-11-13.xlsx");
  name.store_name = "Sector 56, Gurugram";
  CHECK(name.to_string() == "TD_OrderReport_Sector56,Gurugram_2025-11-12_to_2025-11-13.xlsx");
  name.store_name = "a/b_c";
  CHECK(name.to_string() == "TD_OrderReport_a-b-c_2025-11-12_to_2025-11-13.xlsx");
  name.store_name = std::string(400, 's');
  CHECK(name.to_string().size() == 255);
  CHECK(name.to_string().ends_with("s_2025-11-12_to_2025-11-13.xlsx"));
}

TEST_CASE("a number goes before the extension and inside the limit") {
  CHECK(numbered_file_name("orders.csv", 2) == "orders (2).csv");
  CHECK(numbered_file_name("orders", 10) == "orders (10)");
  const std::string numbered = numbered_file_name(std::string(251, 'x') + ".csv", 12);
  CHECK(numbered.size() == 255);
  CHECK(numbered.ends_with("x (12).csv"));
  CHECK(extension_of("Report.XLSX") == ".xlsx");
  CHECK(extension_of("report") == "");
  CHECK(extension_of("Dr. Who and friends") == "");
}

}  // namespace
}  // namespace nightporter::engine
