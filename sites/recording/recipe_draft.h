#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/calendar_date.h"
#include "model/period.h"
#include "model/table_mapping.h"
#include "sites/recording/recording.h"

namespace nightporter::sites::recording {

/// The table of a file that came while recording.
struct DraftTable {
  model::TableMapping mapping;                     // the draft names the tables to load into, and the period's column
  std::vector<std::optional<model::Period>> days;  // of each column that holds dates: the first and the last
};

/// What a recording does not say.
struct DraftOptions {
  std::string site;       // code
  std::string site_name;  // empty: the recording's title
  std::string report = "report";
  std::string time_zone = "UTC";                   // IANA
  std::optional<model::CalendarDate> recorded_on;  // dates that are this day are certainly the period
  std::string store_code, store_name;              // texts that are these become references; empty = not known
  std::optional<DraftTable> table;                 // of the file that came
  std::string source;                              // "made from checkout.json": the first comment
};

/// The parts of a recipe, before it is written.
struct RecipeDraft {
  struct Probe {
    TextTemplate go_to;
    Selectors signed_in, signed_out, otp_needed;
  };
  DraftOptions options;
  std::vector<std::string> origins;
  std::vector<std::pair<std::string, std::string>> secrets, variables;  // name, what it is
  Probe probe;
  std::vector<RecordedStep> sign_in, sign_out, report;
  std::vector<LostStep> lost;
  std::vector<std::string> remarks;
  bool one_day = false;  // the report asks for one day at a time
};

/// The recording cannot become a recipe. `hint` says what to record.
struct DraftError : std::runtime_error {
  DraftError(const std::string& message, std::string remedy) : std::runtime_error(message), hint(std::move(remedy)) {}
  std::string hint;
};

/// Sorts a recording into sign-in, report and sign-out, finds the probe, the origins, what starts the download, the period's dates.
/// Whatever had to be guessed is a remark. Throws DraftError: no page to begin with, nothing that could start a download.
RecipeDraft draft_recipe(Recording recording, DraftOptions options);

/// Whether `text` holds one of the secrets, as it is or as an address spells it. Secrets of less than 5 characters are not looked for:
/// they would be found everywhere.
bool shows_secret(const std::string& text, const std::vector<model::Secret>& secrets);

struct WrittenRecipe {
  std::string text;                   // YAML
  std::vector<std::string> warnings;  // the same that stand in it as comments: "step 3: keyUp: …"
};

/// Throws DraftError, with nothing written, when a secret of the recording would stand in the text.
WrittenRecipe write_recipe(const RecipeDraft& draft, const std::vector<model::Secret>& secrets);

}  // namespace nightporter::sites::recording
