#include "sites/recording/draft_download.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "sites/recording/recipe_draft.h"
#include "sites/recording/step_questions.h"

namespace nightporter::sites::recording {
namespace {

std::optional<FileType> type_by_name(const std::string& name) {
  const std::vector<std::string> words = words_of_name(name);
  const auto has = [&](const char* word) { return std::find(words.begin(), words.end(), word) != words.end(); };
  if (has("csv")) return FileType::kCsv;
  if (has("pdf")) return FileType::kPdf;
  if (has("json")) return FileType::kJson;
  if (has("xls")) return FileType::kXlsHtml;
  if (has("xlsx") || has("excel")) return FileType::kXlsx;
  return std::nullopt;
}

void expect_download(RecordedStep& step, const NoticedDownload& download) {
  ExpectDownload expected;
  expected.type = download.type.value_or(type_by_name(download.suggested_name).value_or(FileType::kXlsx));
  if (!download.type) step.remarks.push_back("the kind of the file is a guess: its content was not seen");
  // Whatever the inner step carries concerns the step, not the download.
  Step by = std::move(step.step);
  step.step = Step();
  expected.by.push_back(std::move(by));
  step.step.action = std::move(expected);
}

void guess_download(std::vector<RecordedStep>& steps) {
  static const std::set<std::string> kWords{"export", "download", "excel", "xlsx", "xls", "csv", "pdf", "unduh", "ekspor", "exportar"};
  RecordedStep* trigger = nullptr;
  bool by_words = false;
  for (RecordedStep& step : steps) {
    const bool can =
        submits(step.step) || std::holds_alternative<GoTo>(step.step.action) || std::holds_alternative<DoubleClick>(step.step.action);
    const bool named = can && has_words(step, kWords);
    if (!can || (by_words && !named)) continue;
    trigger = &step;
    by_words = by_words || named;
  }
  if (trigger == nullptr)
    throw DraftError("no step of the recording could start a download",
                     "record the way to the file as well, up to the click on Export or Download");
  NoticedDownload guess;
  if (const Selectors* element = element_of(trigger->step)) {
    for (const TextTemplate& selector : *element)
      if (!guess.type) guess.type = type_by_name(selector.source());
  }
  const bool known = guess.type.has_value();
  expect_download(*trigger, guess);
  if (known) trigger->remarks.push_back("the kind of the file is a guess: its content was not seen");
  trigger->remarks.push_back(by_words ? "taken for what starts the download by its words"
                                      : "taken for what starts the download because nothing else looks like it");
}

}  // namespace

void find_download(std::vector<RecordedStep>& steps) {
  bool found = false;
  for (RecordedStep& step : steps) {
    if (step.download && !std::holds_alternative<ExpectDownload>(step.step.action)) expect_download(step, *step.download);
    const auto* fetch = std::get_if<Fetch>(&step.step.action);
    found = found || std::holds_alternative<ExpectDownload>(step.step.action) || (fetch != nullptr && fetch->save_as);
  }
  if (!found) guess_download(steps);
}

std::vector<RecordedStep> take_sign_out(std::vector<RecordedStep>& steps) {
  static const std::set<std::string> kWords{"logout", "signout", "logoff"};
  const auto download =
      std::find_if(steps.rbegin(), steps.rend(), [](const auto& step) { return std::holds_alternative<ExpectDownload>(step.step.action); });
  for (auto step = download.base(); step != steps.end(); ++step) {
    const bool two_words = has_words(*step, {"log", "sign"}) && has_words(*step, {"out", "off"});
    if (!has_words(*step, kWords) && !two_words) continue;
    std::vector<RecordedStep> sign_out(std::make_move_iterator(step), std::make_move_iterator(steps.end()));
    steps.erase(step, steps.end());
    return sign_out;
  }
  return {};
}

}  // namespace nightporter::sites::recording
