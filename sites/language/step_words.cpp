#include "sites/language/scalars.h"
#include "sites/language/vocabulary.h"

namespace nightporter::sites::language {

using yaml::Presence;

void Vocabulary::add_steps() {
  step = object("step", "One step: one word, and inside its braces what it needs.", {});
  const Value* one_step = keep({.kind = Value::Kind::kOneKey, .description = "a step such as - click: 'text=\"Export\"'", .object = step});
  steps_ = list(one_step, "a list of steps");
  by_ = one_or_more(one_step, "the step that sets it off, or a list of steps");
  add_element_steps();
  add_waiting_steps();
  add_session_steps();
  add_flow_steps();
}

void Vocabulary::step_word(std::string word, std::string doc, std::string example, Keys keys, LooksFor looks_for, std::string short_for,
                           std::vector<std::vector<std::string>> exactly_one_of) {
  if (looks_for == LooksFor::kElement)
    keys.push_back({"within", selectors_, Presence::kOptional, "Look only inside this element.", "'css=#panel'"});
  if (looks_for != LooksFor::kNothing)
    keys.push_back({"frame", selectors_, Presence::kOptional, "Look only inside this iframe.", "'css=iframe[name=main]'"});
  keys.push_back({"timeout", duration_, Presence::kOptional, "How long the whole step may take; 30s if not said.", "2m"});
  keys.push_back({"optional", boolean_, Presence::kOptional, "true: go on without complaint when the step cannot be done.", "true"});
  keys.push_back({"note", any_text_, Presence::kOptional, "For whoever reads the recipe; shown beside the step when it fails.",
                  "'the site counts months from 0'"});
  const Object* body = object(word, doc, std::move(keys), std::move(short_for), std::move(exactly_one_of));
  step->keys.push_back({std::move(word), value_of(body, "what the step needs"), Presence::kOptional, std::move(doc), std::move(example)});
}

void Vocabulary::add_element_steps() {
  const yaml::Key on{"on", selectors_, Presence::kRequired, "The element; with a list, the first alternative that fits.",
                     "'text=\"Search\"'"};
  const yaml::Key into{"into", selectors_, Presence::kRequired, "The field; with a list, the first alternative that fits.",
                       "'label=User name'"};
  const Value* url = text("an absolute URL", check_url, "^https?://");

  step_word("goto", "Opens a page.", "https://example.com/{{ store.code }}/reports",
            {{"url", url, Presence::kRequired, "The page's address, at one of the site's origins.", "https://example.com/reports"},
             {"until", load_state_, Presence::kOptional, "How far the page must have come; load if not said.", "domcontentloaded"}},
            LooksFor::kNothing, "url");
  step_word("click", "Clicks an element, once it is visible, still and enabled.", "'role=button[name=\"Search\"]'",
            {on, {"button", word("a mouse button", mouse_button_words()), Presence::kOptional, "left if not said.", "right"}},
            LooksFor::kElement, "on");
  step_word("dblclick", "Clicks an element twice.", "'text=\"Row 1\"'", {on}, LooksFor::kElement, "on");
  step_word("fill", "Replaces the content of a field.", "{ into: 'label=From date', with: '{{ from | dd/MM/yyyy }}' }",
            {into,
             {"with", template_, Presence::kRequired, "The text; dates need a format. An <input type=date> wants yyyy-MM-dd.",
              "'{{ from | dd/MM/yyyy }}'"}},
            LooksFor::kElement);
  step_word("type", "Types key by key into a field, for pages that listen to keys.", "{ into: 'label=Search', with: 'Uttam' }",
            {into, {"with", template_, Presence::kRequired, "The text.", "'{{ store.name }}'"}}, LooksFor::kElement);
  step_word("press", "Presses a key, on an element or where the focus is.", "Enter",
            {{"key", any_text_, Presence::kRequired, "The key: Enter, Tab, Escape, ArrowDown, Control+A…", "Enter"},
             {"on", selectors_, Presence::kOptional, "The element that gets the key.", "'label=Search'"}},
            LooksFor::kElement, "key");
  step_word("check", "Ticks a check box, or chooses a radio button.", "'label=Include cancelled orders'", {on}, LooksFor::kElement, "on");
  step_word("uncheck", "Unticks a check box.", "'label=Include cancelled orders'", {on}, LooksFor::kElement, "on");
  step_word("select_option", "Chooses from a <select>.", "{ in: 'label=Store', label: '{{ store.name }}' }",
            {{"in", selectors_, Presence::kRequired, "The <select>.", "'label=Store'"},
             {"label", one_or_more(template_, "the option's text"), Presence::kOptional, "Text of the option.", "'All stores'"},
             {"value", one_or_more(template_, "the option's value"), Presence::kOptional, "Value of the option.", "'{{ store.code }}'"},
             {"index", one_or_more(number_, "the option's position"), Presence::kOptional, "Position of the option, from 0.", "0"}},
            LooksFor::kElement, {}, {{"label", "value", "index"}});
  step_word("hover", "Moves the mouse over an element.", "'text=Reports'", {on}, LooksFor::kElement, "on");
  step_word(
      "upload", "Gives files to an <input type=file>.", "{ into: 'css=input[type=file]', files: filter.csv }",
      {into, {"files", one_or_more(template_, "a path"), Presence::kRequired, "Paths, relative to the recipe's folder.", "filter.csv"}},
      LooksFor::kElement);
}

void Vocabulary::add_conditions(Keys& keys) {
  const Value* count = value_of(object("count", "How many elements there must be.",
                                       {{"of", selectors_, Presence::kRequired, "The elements.", "'css=table tr'"},
                                        {"equals", number_, Presence::kOptional, "Exactly so many."},
                                        {"at_least", number_, Presence::kOptional, "So many or more."},
                                        {"at_most", number_, Presence::kOptional, "So many or fewer."}}),
                                "a count such as { of: 'css=tr', at_least: 2 }");
  keys.push_back({"visible", selectors_, Presence::kOptional, "Until the element is there and visible.", "'css=#result'"});
  keys.push_back({"gone", selectors_, Presence::kOptional, "Until the element is hidden or away.", "'css=.loading'"});
  keys.push_back({"text", template_, Presence::kOptional, "Until the page, or the element of `in`, shows this text.", "'Report ready'"});
  keys.push_back({"in", selectors_, Presence::kOptional, "With text: the element that must show it.", "'css=#status'"});
  keys.push_back({"count", count, Presence::kOptional, "Until there are so many elements.", "{ of: 'css=tr', at_least: 2 }"});
  keys.push_back({"url", template_, Presence::kOptional, "Until the page's address is this; * stands for anything but /, ** for anything.",
                  "'**/report'"});
  keys.push_back({"expression", any_text_, Presence::kOptional, "Until this JavaScript is true.", "'window.ready === true'"});
}

void Vocabulary::add_waiting_steps() {
  Keys keys;
  add_conditions(keys);
  keys.push_back({"load", load_state_, Presence::kOptional, "Until the page has come so far.", "networkidle"});
  keys.push_back(
      {"response", template_, Presence::kOptional, "Until an answer from this address has come; set off with `by`.", "'**/api/orders*'"});
  keys.push_back(
      {"by", by_, Presence::kOptional, "The step that sets off what is waited for; watched from before it.", "{ click: 'text=Search' }"});
  step_word("wait_for", "Waits until something is so.", "{ gone: 'css=.loading' }", std::move(keys), LooksFor::kElement, {},
            {{"visible", "gone", "text", "count", "url", "response", "load", "expression"}});
  step_word(
      "expect_download", "Does what sets off a download, catches the file and checks that it is what it should be.",
      "{ by: { click: 'text=\"Export\"' }, type: xlsx }",
      {{"by", by_, Presence::kRequired, "The step that sets off the download.", "{ click: 'text=\"Export\"' }"},
       {"type", file_type_, Presence::kRequired, "What the file must be; its content is looked at, not its name.", "xlsx"},
       {"begins_within", duration_, Presence::kOptional, "How long the site may take to begin; 60s if not said.", "2m"},
       {"idle", duration_, Presence::kOptional, "How long no byte may come; 60s if not said.", "60s"},
       {"total", duration_, Presence::kOptional, "How long the download may take; 10m if not said.", "10m"},
       {"capture", word("what is caught", capture_words()), Presence::kOptional,
        "download if not said: what Chrome saves. response: the answer itself, for what Chrome would show.", "response"},
       {"url", template_, Presence::kOptional,
        "With capture: response: the address that answers with the file; * stands for anything but /, ** for anything.", "'**/export*'"}},
      LooksFor::kNothing);
  step_word("screenshot", "Keeps a picture of the page among the run's evidence.", "report",
            {{"name", name_, Presence::kRequired, "The picture's name.", "report"},
             {"of", selectors_, Presence::kOptional, "Only this element.", "'css=#chart'"},
             {"full_page", boolean_, Presence::kOptional, "true: the whole page, not only what the window shows.", "true"}},
            LooksFor::kElement, "name");
}

void Vocabulary::add_session_steps() {
  const Value* url = text("an absolute URL", check_url, "^https?://");
  step_word(
      "fetch", "Asks the server directly, in the page's session, without a click.",
      "{ get: 'https://example.com/api/export?from={{ from | yyyy-MM-dd }}', save_as: xlsx }",
      {{"get", url, Presence::kOptional, "The address to get.", "https://example.com/api/export"},
       {"post", url, Presence::kOptional, "The address to post to.", "https://example.com/api/export"},
       {"headers", texts_by_name_, Presence::kOptional,
        "Headers to send; {{ page.cookie.X }}, {{ page.meta.X }}, {{ page.input.X }} and {{ page.storage.X }} are taken from the page.",
        "{ X-CSRF-TOKEN: '{{ page.meta.csrf-token }}' }"},
       {"form", texts_by_name_, Presence::kOptional, "Fields to send as a form.", "{ from: '{{ from | yyyy-MM-dd }}' }"},
       {"json", keep({.kind = Value::Kind::kAny, .description = "anything"}), Presence::kOptional, "What to send as JSON.",
        "{ from: '{{ from | yyyy-MM-dd }}' }"},
       {"via", word("a way", fetch_via_words()), Presence::kOptional,
        "page: as the page's own scripts do, inside of it (if not said); http: the program itself, with the browser's cookies, for a plain "
        "address that needs no script.",
        "http"},
       {"save_as", file_type_, Presence::kOptional, "The answer is a file of the report, of this kind.", "xlsx"},
       {"remember", map_of(any_text_, "a map of new variables and paths in the answer", check_name), Presence::kOptional,
        "Parts of a JSON answer to keep as variables.", "{ job: data.id }"}},
      LooksFor::kNothing, {}, {{"get", "post"}});
  step_word("evaluate", "Runs JavaScript on the page: an expression, or a function that gets `with`.", "'document.forms[0].submit()'",
            {{"script", any_text_, Presence::kRequired, "The JavaScript.", "'args => setDate(args.from)'"},
             {"with", texts_by_name_, Presence::kOptional, "What the function gets, by name.", "{ from: '{{ from | dd/MM/yyyy }}' }"},
             {"remember", name_, Presence::kOptional, "Keeps the result as a variable.", "job"}},
            LooksFor::kFrameOnly, "script");
  step_word("otp", "Enters a one-time password: from the store's TOTP secret, a command, a file, a mailbox or a person.",
            "{ into: 'css=input[name=otp]', submit: 'role=button[name=\"Verify\"]', optional: true }",
            {{"into", selectors_, Presence::kOptional, "The field. The code is typed key by key.", "'css=input[name=otp]'"},
             {"boxes", selectors_, Presence::kOptional, "In place of `into`: the fields that take one digit each, all of them, in order.",
              "'css=.code input'"},
             {"submit", selectors_, Presence::kOptional, "What to click afterwards; Enter if not said.", "'role=button[name=\"Verify\"]'"}},
            LooksFor::kElement, {}, {{"into", "boxes"}});
  step_word("dialog", "How to answer the next alert, question or prompt of the page. Stands before the step that brings it up.", "accept",
            {{"answer", word("an answer", {"accept", "dismiss"}), Presence::kRequired, "accept or dismiss.", "accept"},
             {"text", template_, Presence::kOptional, "What to type into a prompt.", "'{{ store.code }}'"}},
            LooksFor::kNothing, "answer");
}

void Vocabulary::add_flow_steps() {
  const yaml::Key element{"element", selectors_, Presence::kRequired, "The element to look for.", "'text=\"Accept cookies\"'"};
  const yaml::Key then{"then", steps_, Presence::kRequired, "What to do then.", "[ { click: 'text=\"OK\"' } ]"};
  const yaml::Key otherwise{"else", steps_, Presence::kOptional, "What to do otherwise.", "[ { press: Escape } ]"};
  const yaml::Key within_time{"appears_within", duration_, Presence::kOptional,
                              "How long the element may take to show up; asked at once if not said.", "3s"};
  const yaml::Key leaves_within{"disappears_within", duration_, Presence::kOptional,
                                "How long the element may take to go; asked at once if not said.", "3s"};
  step_word("if_visible", "Does steps only when an element is visible.",
            "{ element: 'text=\"Accept cookies\"', then: [ { click: 'text=\"Accept cookies\"' } ] }",
            {element, within_time, then, otherwise}, LooksFor::kElement);
  step_word("if_not_visible", "Does steps only when an element is not visible.",
            "{ element: 'css=#menu', then: [ { click: 'css=.hamburger' } ] }", {element, leaves_within, then, otherwise},
            LooksFor::kElement);
  Keys keys;
  add_conditions(keys);
  keys.push_back({"steps", steps_, Presence::kRequired, "What to repeat.", "[ { click: 'text=\"Load more\"' } ]"});
  keys.push_back({"at_most", text("a number from 1 to 10000", check_repetitions), Presence::kOptional,
                  "How often at the most; 100 if not said.", "20"});
  step_word("repeat_until", "Repeats steps until something is so; asks before each time.",
            "{ gone: 'text=\"Load more\"', steps: [ { click: 'text=\"Load more\"' } ] }", std::move(keys), LooksFor::kElement, {},
            {{"visible", "gone", "text", "count", "url", "expression"}});
  step_word("for_each", "Does steps for every element, or for every day of the period; each time may fetch a file.",
            "{ day_in: period, steps: [ … ] }",
            {{"element", selectors_, Presence::kOptional, "The elements; the steps look inside each of them.", "'css=tr.report'"},
             {"day_in", word("the period", {"period"}), Presence::kOptional, "The days of the period: {{ day | dd/MM/yyyy }}.", "period"},
             {"steps", steps_, Presence::kRequired, "What to do each time.", "[ { click: 'text=\"Export\"' } ]"}},
            LooksFor::kElement, {}, {{"element", "day_in"}});
}

}  // namespace nightporter::sites::language
