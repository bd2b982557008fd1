#pragma once

#include <string>
#include <vector>

namespace nightporter::sites::yaml {

/// Where something stands in a file, both counted from 1; 0 = unknown.
struct Place {
  int line = 0;
  int column = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

/// One thing that is wrong with a file that a person wrote.
struct Problem {
  std::string file;
  int line = 0;
  int column = 0;
  std::string where;    // path of keys, list items counted from 1: "reports.order_report.steps[3]"
  std::string message;  // "unknown step \"clik\""
  std::string hint;     // what to do: "did you mean \"click\"?"; may be empty

  /// `tumbledry.yaml:41: unknown step "clik" in reports.order_report.steps[3]; did you mean "click"?`
  std::string to_string() const;

  friend bool operator==(const Problem&, const Problem&) = default;
};

/// In the order of the file.
void sort_by_place(std::vector<Problem>& problems);

}  // namespace nightporter::sites::yaml
