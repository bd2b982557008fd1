#include "sites/recording/recipe_draft.h"

#include <algorithm>
#include <functional>
#include <set>

#include "engine/browser/origin.h"
#include "sites/recording/period_dates.h"
#include "sites/recording/written_date.h"
#include "sites/walk.h"

namespace nightporter::sites::recording {
namespace {

using Recorded = std::vector<RecordedStep>;

bool is_secret(const RecordedStep& step) {
  return std::holds_alternative<Otp>(step.step.action) || (step.field != FieldKind::kUserName && !secret_name(step.field).empty());
}

/// The selectors of the element that a step is about; nullptr when it is about none.
Selectors* element_of(Step& step) {
  return std::visit(
      [](auto& action) -> Selectors* {
        using Action = std::decay_t<decltype(action)>;
        if constexpr (requires { action.on; }) {
          return &action.on;
        } else if constexpr (requires { action.into; }) {
          return &action.into;
        } else if constexpr (std::is_same_v<Action, SelectOption>) {
          return &action.in;
        } else if constexpr (std::is_same_v<Action, WaitFor>) {
          auto* visible = std::get_if<Visible>(&action.condition);
          return visible != nullptr ? &visible->element : nullptr;
        } else if constexpr (std::is_same_v<Action, ExpectDownload>) {
          return action.by.empty() ? nullptr : element_of(action.by.front());
        } else {
          return nullptr;
        }
      },
      step.action);
}

const std::string* address_of(const RecordedStep& step) {
  const auto* go_to = std::get_if<GoTo>(&step.step.action);
  return go_to != nullptr ? &go_to->url.source() : nullptr;
}

bool submits(const Step& step) {
  const auto* press = std::get_if<Press>(&step.action);
  return std::holds_alternative<Click>(step.action) || (press != nullptr && press->key == "Enter");
}

bool has_words(const RecordedStep& recorded, const std::set<std::string>& wanted) {
  RecordedStep step = recorded;
  const Selectors* element = element_of(step.step);
  if (element == nullptr) return false;
  for (const TextTemplate& selector : *element)
    for (const std::string& word : words_of_name(selector.source()))
      if (wanted.contains(word)) return true;
  return false;
}

/// "https://a.example/b?c#d" → "https://a.example/b"
std::string without_query(const std::string& url) {
  return url.substr(0, url.find_first_of("?#"));
}

class Drafter {
 public:
  Drafter(Recording recording, DraftOptions options) : recording_(std::move(recording)) { draft_.options = std::move(options); }

  RecipeDraft run() {
    if (draft_.options.site_name.empty()) draft_.options.site_name = recording_.title.empty() ? draft_.options.site : recording_.title;
    draft_.lost = std::move(recording_.lost);
    draft_.remarks = std::move(recording_.remarks);
    if (std::none_of(recording_.steps.begin(), recording_.steps.end(), [](const auto& step) { return address_of(step) != nullptr; }))
      throw DraftError("the recording opens no page", "record from the start: the first step is the address of the site");
    forget_secrets();
    list_origins();
    split();
    find_download();
    find_sign_out();
    find_probe();
    wait_for_pages();
    put_references();
    declare();
    return std::move(draft_);
  }

 private:
  void forget_secrets() {
    for (RecordedStep& step : recording_.steps) {
      if (shows_secret(step.leads_to, recording_.secrets)) step.leads_to = without_query(step.leads_to);
      if (shows_secret(step.leads_to, recording_.secrets)) step.leads_to.clear();
      if (auto* go_to = std::get_if<GoTo>(&step.step.action); go_to != nullptr && shows_secret(go_to->url.source(), recording_.secrets)) {
        go_to->url = TextTemplate::literal(without_query(go_to->url.source()));
        step.remarks.push_back("the address held a secret; what stood behind ? is left out");
      }
      Selectors* element = element_of(step.step);
      if (element == nullptr) continue;
      const auto shows = [&](const TextTemplate& selector) { return shows_secret(selector.source(), recording_.secrets); };
      if (!std::all_of(element->begin(), element->end(), shows)) std::erase_if(*element, shows);
    }
  }

  void list_origins() {
    const auto add = [&](const std::string& url) {
      const auto origin = engine::origin_of(url);
      if (!origin || !origin->starts_with("http")) return;
      if (std::find(draft_.origins.begin(), draft_.origins.end(), *origin) == draft_.origins.end()) draft_.origins.push_back(*origin);
    };
    for (const RecordedStep& step : recording_.steps) {
      if (const std::string* url = address_of(step)) add(*url);
      add(step.leads_to);
    }
  }

  /// Everything up to what sends the last secret is the sign-in.
  void split() {
    Recorded& steps = recording_.steps;
    const auto last_secret = std::find_if(steps.rbegin(), steps.rend(), is_secret);
    std::size_t end = steps.size() - static_cast<std::size_t>(last_secret - steps.rbegin());
    if (last_secret != steps.rend()) {
      while (end < steps.size() && !submits(steps[end].step) && !std::holds_alternative<GoTo>(steps[end].step.action)) ++end;
      if (end < steps.size() && submits(steps[end].step)) ++end;
    } else {
      end = 0;
      draft_.remarks.push_back("nothing of it looks like a sign-in: sign_in is empty, so a person signs in with `nightporter bootstrap`");
    }
    draft_.sign_in.assign(std::make_move_iterator(steps.begin()),
                          std::make_move_iterator(steps.begin() + static_cast<std::ptrdiff_t>(end)));
    draft_.report.assign(std::make_move_iterator(steps.begin() + static_cast<std::ptrdiff_t>(end)), std::make_move_iterator(steps.end()));
    name_the_user();
    finish_codes();
    page_after_sign_in_ = last_page(draft_.sign_in);
  }

  static std::string last_page(const Recorded& steps) {
    std::string page;
    for (const RecordedStep& step : steps) {
      if (const std::string* url = address_of(step)) page = *url;
      if (!step.leads_to.empty()) page = step.leads_to;
    }
    return page;
  }

  void name_the_user() {
    Recorded& steps = draft_.sign_in;
    const auto password = std::find_if(steps.begin(), steps.end(), [](const auto& step) { return step.field == FieldKind::kPassword; });
    if (password == steps.end()) return;
    RecordedStep* user = nullptr;
    bool by_name = false;
    for (auto step = steps.begin(); step != password; ++step) {
      if (!std::holds_alternative<Fill>(step->step.action)) continue;
      const bool named = step->field == FieldKind::kUserName;
      if (by_name && !named) continue;
      user = &*step;
      by_name = by_name || named;
    }
    if (user == nullptr) return;
    auto& fill = std::get<Fill>(user->step.action);
    if (fill.with.references().empty()) fill.with = TextTemplate::parse("{{ secret.username }}");
    if (!by_name) user->remarks.push_back("taken for the user name because it stands before the password");
  }

  /// A code is asked for on new devices only; what is clicked after it sends it.
  void finish_codes() {
    Recorded& steps = draft_.sign_in;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      auto* otp = std::get_if<Otp>(&steps[i].step.action);
      if (otp == nullptr) continue;
      steps[i].step.optional = true;
      draft_.probe.otp_needed = otp->into;
      if (i + 1 == steps.size() || !otp->submit.empty()) continue;
      const Step& next = steps[i + 1].step;
      if (const auto* click = std::get_if<Click>(&next.action)) otp->submit = click->on;
      if (!submits(next)) continue;
      steps[i].leads_to = steps[i + 1].leads_to;
      std::move(steps[i + 1].remarks.begin(), steps[i + 1].remarks.end(), std::back_inserter(steps[i].remarks));
      steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
  }

  // ---- the download

  void find_download() {
    Recorded& steps = draft_.report;
    bool found = false;
    for (RecordedStep& step : steps) {
      if (step.download && !std::holds_alternative<ExpectDownload>(step.step.action)) expect_download(step, *step.download);
      const auto* fetch = std::get_if<Fetch>(&step.step.action);
      found = found || std::holds_alternative<ExpectDownload>(step.step.action) || (fetch != nullptr && fetch->save_as);
    }
    if (!found) guess_download();
  }

  static void expect_download(RecordedStep& step, const NoticedDownload& download) {
    ExpectDownload expected;
    expected.type = download.type.value_or(type_by_name(download.suggested_name).value_or(FileType::kXlsx));
    if (!download.type) step.remarks.push_back("the kind of the file is a guess: its content was not seen");
    // Whatever the inner step carries concerns the step, not the download.
    Step by = std::move(step.step);
    step.step = Step();
    expected.by.push_back(std::move(by));
    step.step.action = std::move(expected);
  }

  static std::optional<FileType> type_by_name(const std::string& name) {
    const std::vector<std::string> words = words_of_name(name);
    const auto has = [&](const char* word) { return std::find(words.begin(), words.end(), word) != words.end(); };
    if (has("csv")) return FileType::kCsv;
    if (has("pdf")) return FileType::kPdf;
    if (has("json")) return FileType::kJson;
    if (has("xls")) return FileType::kXlsHtml;
    if (has("xlsx") || has("excel")) return FileType::kXlsx;
    return std::nullopt;
  }

  void guess_download() {
    static const std::set<std::string> kWords{"export", "download", "excel", "xlsx", "xls", "csv", "pdf", "unduh", "ekspor", "exportar"};
    Recorded& steps = draft_.report;
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

  void find_sign_out() {
    static const std::set<std::string> kWords{"logout", "signout", "logoff"};
    Recorded& steps = draft_.report;
    const auto download = std::find_if(steps.rbegin(), steps.rend(),
                                       [](const auto& step) { return std::holds_alternative<ExpectDownload>(step.step.action); });
    for (auto step = download.base(); step != steps.end(); ++step) {
      const bool two_words = has_words(*step, {"log", "sign"}) && has_words(*step, {"out", "off"});
      if (!has_words(*step, kWords) && !two_words) continue;
      draft_.sign_out.assign(std::make_move_iterator(step), std::make_move_iterator(steps.end()));
      steps.erase(step, steps.end());
      return;
    }
  }

  // ---- the probe, and the page that a report begins with

  void find_probe() {
    Recorded& steps = draft_.report;
    if (address_of(steps.front()) == nullptr) {
      RecordedStep first;
      first.number = steps.front().number;
      first.step.action = GoTo{TextTemplate::literal(page_after_sign_in_)};
      if (draft_.sign_in.empty() || draft_.sign_in.back().leads_to.empty())
        first.remarks.push_back("the page that this begins on is a guess: the recording does not say where the sign-in led to");
      steps.insert(steps.begin(), std::move(first));
    }
    std::string page;
    RecipeDraft::Probe& probe = draft_.probe;
    for (RecordedStep& step : steps) {
      if (const std::string* url = address_of(step)) page = *url;
      const Selectors* element = element_of(step.step);
      if (element != nullptr && !element->empty() && step.step.frame.empty()) {
        probe.signed_in = *element;
        break;
      }
      if (!step.leads_to.empty()) page = step.leads_to;
    }
    probe.go_to = TextTemplate::literal(page);
    if (probe.signed_in.empty()) {
      probe.signed_in = {TextTemplate::literal("css=a[href*=\"logout\" i], a[href*=\"signout\" i]")};
      draft_.remarks.push_back("session.probe.signed_in is a guess: name something that only who is signed in sees");
    } else {
      draft_.remarks.push_back(
          "session.probe.signed_in is the first element that the report uses; name something better if it shows to everybody");
    }
    for (RecordedStep& step : draft_.sign_in)
      if (step.field == FieldKind::kPassword && probe.signed_out.empty()) probe.signed_out = *element_of(step.step);
    if (probe.signed_out.empty()) probe.signed_out = {TextTemplate::literal("css=input[type=password]")};
  }

  // ---- what becomes a reference

  void put_references() {
    const PeriodFound period = put_period(draft_.report, draft_.options.recorded_on);
    draft_.one_day = period.found && period.one_day;
    if (!period.found)
      draft_.remarks.push_back(
          "no date of the period was recognised: the report asks for whatever the page shows; put {{ from | … }} and {{ to | … }} in");
    for (RecordedStep& step : draft_.report) put_store(step.step);
    if (draft_.options.table) finish_table(*draft_.options.table, period);
    // The probe is asked without a period.
    const std::string url = draft_.probe.go_to.source();
    if (period.found && (find_date(url, period.first) || find_date(url, period.last)))
      draft_.probe.go_to = TextTemplate::literal(without_query(url));
  }

  /// The date that the site filters by is the first of which every value lies in the period.
  void finish_table(DraftTable& table, const PeriodFound& period) const {
    model::TableMapping& mapping = table.mapping;
    const std::string name = draft_.options.site + "_" + draft_.options.report;
    mapping.staging_table = "stg_" + name;
    mapping.fact_table = "fact_" + name;
    for (std::size_t i = 0; period.found && i < mapping.columns.size() && i < table.days.size(); ++i) {
      const auto& days = table.days[i];
      if (!days || days->from < period.first || period.last < days->to) continue;
      mapping.columns[i].period = mapping.columns[i].required = true;
      return;
    }
  }

  void put_store(Step& step) const {
    const auto put = [&](TextTemplate& text) {
      if (!draft_.options.store_code.empty() && text.source() == draft_.options.store_code) text = TextTemplate::parse("{{ store.code }}");
      if (!draft_.options.store_name.empty() && text.source() == draft_.options.store_name) text = TextTemplate::parse("{{ store.name }}");
    };
    if (auto* fill = std::get_if<Fill>(&step.action)) put(fill->with);
    if (auto* type = std::get_if<Type>(&step.action)) put(type->with);
    if (auto* select = std::get_if<SelectOption>(&step.action))
      for (TextTemplate& option : select->options) put(option);
  }

  /// After a step that led elsewhere, the next one must not look at the old page.
  void wait_for_pages() {
    Recorded with_waits;
    std::string page;
    for (RecordedStep& step : draft_.report) {
      if (const std::string* url = address_of(step)) page = *url;
      const std::string leads_to = step.leads_to;
      const int number = step.number;
      const bool last = &step == &draft_.report.back();
      const bool went = !leads_to.empty() && address_of(step) == nullptr && !std::holds_alternative<ExpectDownload>(step.step.action);
      const bool elsewhere = without_query(leads_to) != without_query(page);
      if (went && !elsewhere && step.opens_document) {
        // The address hardly tells the new page from the old one; its answer does.
        Step by = std::exchange(step.step, Step());
        step.step.action = WaitFor{ResponseArrives{TextTemplate::literal(without_query(leads_to) + "**")}, {std::move(by)}};
      }
      with_waits.push_back(std::move(step));
      if (!leads_to.empty()) page = leads_to;
      if (!went || !elsewhere || last) continue;
      RecordedStep wait;
      wait.number = number;
      wait.step.action = WaitFor{UrlMatches{TextTemplate::literal(without_query(leads_to) + "**")}, {}};
      with_waits.push_back(std::move(wait));
    }
    draft_.report = std::move(with_waits);
  }

  void declare() {
    static const std::vector<std::pair<std::string, std::string>> kKnown{{"pin", "The PIN that the site asks for"},
                                                                         {"token", "The key that the site asks for"}};
    std::set<std::string> secrets, variables;
    for (const Recorded* part : {&draft_.sign_in, &draft_.sign_out, &draft_.report})
      for (const RecordedStep& step : *part)
        for_every_step({step.step}, [&](const Step& each) {
          for (const TextTemplate& text : templates_of(each))
            for (const auto& reference : text.references()) {
              if (reference.name.starts_with("secret.")) secrets.insert(reference.name.substr(7));
              if (reference.name.starts_with("store.")) variables.insert(reference.name.substr(6));
            }
        });
    for (const std::string& name : secrets) {
      if (name == "username" || name == "password") continue;
      const auto known = std::find_if(kKnown.begin(), kKnown.end(), [&](const auto& entry) { return entry.first == name; });
      draft_.secrets.emplace_back(name, known == kKnown.end() ? "What the site asks for" : known->second);
    }
    for (const std::string& name : variables)
      if (name != "code" && name != "name") draft_.variables.emplace_back(name, "What the site asks for");
  }

  Recording recording_;
  RecipeDraft draft_;
  std::string page_after_sign_in_;
};

}  // namespace

RecipeDraft draft_recipe(Recording recording, DraftOptions options) {
  return Drafter(std::move(recording), std::move(options)).run();
}

}  // namespace nightporter::sites::recording
