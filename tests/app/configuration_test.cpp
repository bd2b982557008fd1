#include "app/config/configuration.h"

#include <catch2/catch.hpp>

#include "app/config/keep_time.h"
#include "app/error.h"
#include "app/run/otp_sources.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::app {
namespace {

Configuration parse(const std::string& text) {
  return parse_configuration(text, "etc/nightporter.yaml");
}

std::string refusal(const std::string& text) {
  try {
    parse(text);
  } catch (const ConfigurationError& error) {
    return error.what();
  }
  return "accepted";
}

TEST_CASE("a configuration is read with paths relative to its file") {
  const Configuration configuration = parse(R"(
data: ./data
downloads: { folder: ../files, keep: 2 weeks }
evidence: { keep: for ever }
staging: { keep: 3 days }
parallel: 4
chrome: { executable: /usr/bin/chromium, sandbox: off, run_as: porter, transport: pipe }
sites:
  folders: [own]
  origins: { td: { "https://a.test": "http://127.0.0.1:1" } }
stores:
  - { site: td, code: a668, name: UttamNagar, secrets: { password: "env:P" }, variables: { tenant: t1 }, reports: [order_report] }
  - { site: uc, code: sector56 }
)");
  CHECK(configuration.data == "etc/data");
  CHECK(configuration.downloads == "files");
  CHECK(configuration.retention.downloads == std::chrono::days(14));
  CHECK_FALSE(configuration.retention.evidence);
  CHECK(configuration.retention.staging == std::chrono::days(3));
  CHECK(configuration.parallel == 4);
  CHECK_FALSE(configuration.chrome.sandbox);
  CHECK(configuration.chrome.run_as == "porter");
  CHECK(configuration.chrome.transport == "pipe");
  CHECK(configuration.site_folders == std::vector<std::filesystem::path>{"etc/own"});
  CHECK(configuration.origins.at("td").at("https://a.test").other == "http://127.0.0.1:1");
  REQUIRE(configuration.stores.size() == 2);
  CHECK(configuration.stores[0].name == "UttamNagar");
  CHECK(configuration.stores[0].variables.at("tenant") == "t1");
  CHECK(configuration.stores[0].reports == std::vector<std::string>{"order_report"});
  CHECK(configuration.stores[1].name == "sector56");
  CHECK(configuration.stores[1].place == "etc/nightporter.yaml:13");
}

TEST_CASE("an empty configuration has the defaults") {
  const Configuration configuration = parse("# nothing yet\n");
  CHECK(configuration.data == "etc/data");
  CHECK(configuration.retention.downloads == std::chrono::days(7));
  CHECK(configuration.retention.staging == std::chrono::days(30));
  CHECK(configuration.chrome.sandbox);
  CHECK(configuration.stores.empty());
}

TEST_CASE("every mistake in a configuration is told with its line") {
  const std::string message =
      refusal("downlods: { folder: x }\nstores:\n  - { site: td, code: a1, secrets: { password: hunter2 } }\n  - { site: td }\n");
  CHECK_THAT(message, Catch::Contains("etc/nightporter.yaml:1: ") && Catch::Contains("downloads"));
  CHECK_THAT(message, Catch::Contains("etc/nightporter.yaml:3: ") && Catch::Contains("env:NAME"));
  CHECK_THAT(message, Catch::Contains("etc/nightporter.yaml:4: ") && Catch::Contains("code"));
  CHECK_THAT(message, !Catch::Contains("hunter2"));
}

TEST_CASE("values that cannot be are refused") {
  CHECK_THAT(refusal("parallel: 0\n"), Catch::Contains("nightporter.yaml:1: parallel"));
  CHECK_THAT(refusal("downloads: { keep: a while }\n"), Catch::Contains("a while"));
  CHECK_THAT(refusal("chrome: { transport: telepathy }\n"), Catch::Contains("telepathy"));
  CHECK_THAT(refusal("stores: [{site: td, code: a1}, {site: td, code: a1}]\n"), Catch::Contains("td/a1 stands here a second time"));
}

TEST_CASE("flags win over the environment, and the environment over the file") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("nightporter.yaml", "data: from-file\nparallel: 3\n");
  const Environment environment({{"NIGHTPORTER_DATA", "from-environment"}, {"NIGHTPORTER_PARALLEL", "5"}});
  CHECK(read_configuration({.configuration = file}, Environment()).data == folder / "from-file");
  CHECK(read_configuration({.configuration = file}, environment).data == std::filesystem::absolute("from-environment"));
  CHECK(read_configuration({.configuration = file}, environment).parallel == 5);
  CHECK(read_configuration({.configuration = file, .data = "from-flag"}, environment).data == std::filesystem::absolute("from-flag"));
  CHECK_THROWS_AS(read_configuration({.configuration = file}, Environment({{"NIGHTPORTER_PARALLEL", "many"}})), ConfigurationError);
  CHECK_THROWS_WITH(read_configuration({.configuration = folder / "absent.yaml"}, Environment()),
                    Catch::Contains("absent.yaml cannot be read"));
}

TEST_CASE("a store's secrets come from where the configuration says, or from variables named after the store") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("password", "from file\n");
  const auto settings =
      parse("stores:\n  - { site: td, code: a668, secrets: { username: env:U, password: \"file:" + file.string() + "\" } }\n")
          .stores.front();
  const model::Store store =
      resolve_store(settings, Environment({{"U", "uma"}, {"NIGHTPORTER_TD_A668_TOTP", "ABCD"}, {"NIGHTPORTER_TD_A668_PASSWORD", "no"}}));
  CHECK(store.secrets.at("username").reveal() == "uma");
  CHECK(store.secrets.at("password").reveal() == "from file");
  CHECK(store.secrets.at("totp").reveal() == "ABCD");
  CHECK_THROWS_WITH(resolve_store(settings, Environment()),
                    "etc/nightporter.yaml:2: the secret username of td/a668 comes from the environment variable U, which is not set");
}

TEST_CASE("where one-time passwords come from is read: a command, a file, a mailbox with its password among the secrets") {
  const std::string text =
      "stores:\n  - site: td\n    code: a668\n    secrets: { mail_password: env:MAIL }\n    otp_command: [otp-of, a668]\n    otp_file: "
      "otp/a668\n"
      "    otp_mail: { server: imaps://imap.example.com, user: owner, sender: td.example, pattern: 'code is (\\d{6})' }\n";
  const StoreSettings settings = parse(text).stores.front();
  CHECK(settings.otp_command == std::vector<std::string>{"otp-of", "a668"});
  REQUIRE(settings.otp_mail);
  CHECK(settings.otp_mail->folder == "INBOX");
  CHECK(settings.otp_mail->pattern == "code is (\\d{6})");
  CHECK(configured_otp(settings, resolve_store(settings, Environment({{"MAIL", "x"}}))));
  model::Store without = resolve_store(settings, Environment({{"MAIL", "x"}}));
  without.secrets.clear();
  CHECK_THROWS_WITH(configured_otp(settings, without), "etc/nightporter.yaml:2: the mailbox of td/a668 has no password");
  CHECK_FALSE(configured_otp(parse("stores: [{site: td, code: a}]\n").stores.front(), without));
}

TEST_CASE("a mailbox that cannot be one is refused where it stands") {
  const auto refused = [](const std::string& mail, const std::string& words) {
    CHECK_THROWS_WITH(parse("stores:\n  - site: td\n    code: a668\n    otp_mail: { " + mail + " }\n"), Catch::Contains(words));
  };
  refused("server: http://x, user: o, sender: s, pattern: p", "\"http://x\" is not a mail server");
  refused("server: imaps://x, user: o, sender: s, pattern: '(p'", "is not a regular expression");
  refused("server: imaps://x, user: o, pattern: p", "sender");
  refused("server: imaps://x, user: o, sender: \"a\\r\\nb\", pattern: p", "one line of text");
}

TEST_CASE("stores are selected by site and by a list of codes") {
  const Configuration configuration = parse("stores: [{site: td, code: a}, {site: td, code: b}, {site: uc, code: a}]\n");
  CHECK(select_stores(configuration, {}).size() == 3);
  CHECK(select_stores(configuration, {.crm = "td"}).size() == 2);
  CHECK(select_stores(configuration, {.crm = "td", .store = "a,b"}).size() == 2);
  CHECK(select_stores(configuration, {.store = "a"}).size() == 2);
  CHECK_THROWS_AS(select_stores(configuration, {.crm = "xx"}), UsageError);
  CHECK_THROWS_AS(select_stores(parse(""), {}), ConfigurationError);
}

TEST_CASE("the time that files are kept is read as people write it") {
  CHECK(parse_keep_time("7 days")->days == std::chrono::days(7));
  CHECK(parse_keep_time("1 week")->days == std::chrono::days(7));
  CHECK(parse_keep_time("none")->days == std::chrono::days(0));
  CHECK_FALSE(parse_keep_time("for ever")->days);
  for (const char* text : {"", "7", "days", "-1 days", "7 hours", "7days "}) CHECK_FALSE(parse_keep_time(text));
}

TEST_CASE("destinations and uploads are read, a spreadsheet by its address or its id") {
  const Configuration configuration = parse(R"(
destinations:
  rewards: { google_sheet: "https://docs.google.com/spreadsheets/d/1AbC-d_E/edit#gid=0", credentials: file:google.json }
  books: { sqlite: ../books.sqlite }
stores:
  - site: td
    code: a668
    upload:
      - { report: order_report, to: rewards, as: Orders, store_column: Store }
      - { report: order_report, to: books }
)");
  const DestinationSettings& sheet = configuration.destinations.at("rewards");
  CHECK(sheet.kind == DestinationSettings::Kind::kGoogleSheet);
  CHECK(sheet.spreadsheet == "1AbC-d_E");
  CHECK(sheet.credentials.source == "file:etc/google.json");
  CHECK(configuration.destinations.at("books").path == std::filesystem::absolute("books.sqlite"));
  REQUIRE(configuration.stores[0].uploads.size() == 2);
  CHECK(configuration.stores[0].uploads[0].as == "Orders");
  CHECK(configuration.stores[0].uploads[1].place == "etc/nightporter.yaml:10");
}

TEST_CASE("uploads that lead nowhere, or would mix, are refused with their line") {
  const std::string head = "destinations: { books: { sqlite: b.sqlite } }\nstores:\n";
  CHECK_THAT(refusal(head + "  - { site: td, code: a, upload: [ { report: r, to: boks } ] }"),
             Catch::Contains("nightporter.yaml:3") && Catch::Contains("no destination \"boks\""));
  CHECK_THAT(refusal(head + "  - { site: td, code: a, upload: [ { report: r, to: books } ] }\n"
                            "  - { site: td, code: b, upload: [ { report: r, to: books } ] }"),
             Catch::Contains("nightporter.yaml:4") && Catch::Contains("nothing tells them apart"));
  CHECK_THAT(refusal(head + "  - { site: td, code: a, upload: [ { report: r, to: books, as: t }, { report: s, to: books, as: t } ] }"),
             Catch::Contains("has the rows of td r already"));
  CHECK_THAT(refusal("destinations: { s: { google_sheet: 1AbC } }"), Catch::Contains("google_sheet needs credentials"));
  CHECK_THAT(refusal("destinations: { s: { csv: out, credentials: 'env:X' } }"),
             Catch::Contains("credentials goes with google_sheet only"));
  CHECK_THAT(refusal("destinations: { s: { csv: out, sqlite: x } }"), !Catch::Contains("accepted"));
  CHECK_THAT(refusal("destinations: { s: { google_sheet: 1, credentials: 'env:X', server: 'http://example.com' } }"),
             Catch::Contains("not a server to use in Google's place"));
  CHECK_THAT(refusal(head + "  - { site: td, code: a, upload: [ { report: r, to: books, as: ../x } ] }"),
             Catch::Contains("leave \"/\" out") || Catch::Contains("is not the name of a tab"));
}

}  // namespace
}  // namespace nightporter::app
