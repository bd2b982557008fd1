#include "engine/process/chrome_flags.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace nightporter::engine {

namespace {

constexpr std::array kAlways = {
    // Quiet without a network: nothing but the pages' own requests.
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-search-engine-choice-screen",
    "--metrics-recording-only",
    "--no-pings",
    // No crash reporter: its process leaves our group.
    "--disable-breakpad",
    "--disable-crash-reporter",
    // Pages behave the same whether anybody looks at them or not.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-hang-monitor",
    "--disable-popup-blocking",
    "--disable-prompt-on-repost",
    "--disable-ipc-flooding-protection",
    // Cookies of a profile stay readable when it moves to another machine.
    "--password-store=basic",
    "--use-mock-keychain",
    "--no-startup-window",
};

// ThirdPartyStoragePartitioning keeps what a frame stores apart for each site that shows it, where no storage state could reach it.
// The last two since Chrome 151, where each start draws the pop-ups of the address bar ahead, without a window too: two processes more, of
// seventy megabytes each, and as much processor time as all the rest of the start (https://github.com/gotenberg/gotenberg/issues/1656).
constexpr std::string_view kDisabledFeatures =
    "Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,GlobalMediaControls,ThirdPartyStoragePartitioning,WebUIOmniboxPopup,"
    "WebUIOmniboxAimPopup";

constexpr std::string_view kDisable = "--disable-features=";
constexpr std::string_view kEnable = "--enable-features=";

void append_list(std::string& list, std::string_view more) {
  if (!list.empty() && !more.empty()) list += ',';
  list += more;
}

}  // namespace

std::vector<std::string> chrome_flags(const ChromeFlagInputs& inputs) {
  std::vector<std::string> flags(kAlways.begin(), kAlways.end());
  flags.push_back("--user-data-dir=" + inputs.profile.string());
  flags.push_back(inputs.transport == TransportKind::kPipe ? "--remote-debugging-pipe" : "--remote-debugging-port=0");
  if (inputs.window_mode != WindowMode::kHeaded) {
    flags.insert(flags.end(), {"--headless", "--hide-scrollbars", "--mute-audio"});
  }
  if (inputs.sandbox == SandboxMode::kOff) flags.push_back("--no-sandbox");
  if (inputs.shared_memory == SharedMemory::kSmall) flags.push_back("--disable-dev-shm-usage");

  std::string disabled(kDisabledFeatures);
  std::string enabled;
  for (const std::string& flag : inputs.extra_flags) {
    if (flag.starts_with(kDisable)) {
      append_list(disabled, std::string_view(flag).substr(kDisable.size()));
    } else if (flag.starts_with(kEnable)) {
      append_list(enabled, std::string_view(flag).substr(kEnable.size()));
    } else {
      flags.push_back(flag);
    }
  }
  flags.push_back(std::string(kDisable) + disabled);
  if (!enabled.empty()) flags.push_back(std::string(kEnable) + enabled);
  return flags;
}

std::string_view chrome_preferences() {
  // Full Chrome takes our contexts for incognito windows, in which it would block the cookies and storage of third parties; logins that
  // go through another site need them. cookie_controls_mode 0: allow.
  return R"({"plugins":{"always_open_pdf_externally":true},)"
         R"("profile":{"default_content_setting_values":{"automatic_downloads":1},"cookie_controls_mode":0,"password_manager_enabled":false},)"
         R"("download":{"prompt_for_download":false},"credentials_enable_service":false,)"
         R"("safebrowsing":{"enabled":false}})";
}

namespace {

bool is_utf8(std::string_view locale) {
  std::string lower;
  for (const char c : locale) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos;
}

/// Cron and bare containers set no locale. Chrome then calls a file "download" whose name has other letters than ASCII's.
void write_names_in_utf8(std::vector<std::string>& environment) {
  const auto value_of = [&environment](std::string_view name) {
    for (const std::string& variable : environment)
      if (variable.starts_with(name)) return variable.substr(name.size());
    return std::string();
  };
  const bool has_all = !value_of("LC_ALL=").empty();
  const std::string ruling = has_all ? "LC_ALL=" : "LC_CTYPE=";
  const std::string locale = !value_of(ruling).empty() ? value_of(ruling) : value_of("LANG=");
  if (is_utf8(locale)) return;
  std::erase_if(environment, [&ruling](const std::string& variable) { return variable.starts_with(ruling); });
  environment.push_back(ruling + "C.UTF-8");
}

}  // namespace

std::vector<std::string> chrome_environment(const std::vector<std::string>& environment) {
  static constexpr std::array kNames = {"PATH",
                                        "HOME",
                                        "LANG",
                                        "LANGUAGE",
                                        "TZ",
                                        "TMPDIR",
                                        "DISPLAY",
                                        "XAUTHORITY",
                                        "WAYLAND_DISPLAY",
                                        "XDG_RUNTIME_DIR",
                                        "http_proxy",
                                        "https_proxy",
                                        "no_proxy",
                                        "all_proxy",
                                        "HTTP_PROXY",
                                        "HTTPS_PROXY",
                                        "NO_PROXY",
                                        "ALL_PROXY",
                                        "SSL_CERT_FILE",
                                        "SSL_CERT_DIR",
                                        "LD_LIBRARY_PATH",
                                        "FONTCONFIG_FILE",
                                        "FONTCONFIG_PATH",
                                        "CHROME_DEVEL_SANDBOX"};
  std::vector<std::string> kept;
  for (const std::string& variable : environment) {
    const std::string_view name = std::string_view(variable).substr(0, variable.find('='));
    if (name.starts_with("LC_") || std::find(kNames.begin(), kNames.end(), name) != kNames.end()) kept.push_back(variable);
  }
  write_names_in_utf8(kept);
  return kept;
}

}  // namespace nightporter::engine
