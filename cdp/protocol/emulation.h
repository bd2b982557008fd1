#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/codec.h"

/// The Emulation domain of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Emulation/
/// Only what is used, in CDP's own spelling; a test compares each struct with the protocol of the Chrome under test.
/// Units: lengths in CSS pixels.
namespace nightporter::cdp::emulation {

struct UserAgentBrandVersion {
  std::string brand;
  std::string version;
};

struct UserAgentMetadata {
  std::optional<std::vector<UserAgentBrandVersion>> brands;
  std::optional<std::vector<UserAgentBrandVersion>> fullVersionList;
  std::string platform;
  std::string platformVersion;
  std::string architecture;
  std::string model;
  bool mobile = false;
};

struct MediaFeature {
  std::string name;
  std::string value;
};

struct SetTimezoneOverride {
  static constexpr std::string_view kMethod = "Emulation.setTimezoneOverride";
  using Result = Nothing;
  std::string timezoneId;  // "Asia/Kolkata"; empty: the host's
};

struct SetLocaleOverride {
  static constexpr std::string_view kMethod = "Emulation.setLocaleOverride";
  using Result = Nothing;
  std::optional<std::string> locale;  // ICU: "en_IN"
};

struct SetUserAgentOverride {
  static constexpr std::string_view kMethod = "Emulation.setUserAgentOverride";
  using Result = Nothing;
  std::string userAgent;
  std::optional<std::string> acceptLanguage;
  std::optional<std::string> platform;
  std::optional<UserAgentMetadata> userAgentMetadata;
};

struct SetDeviceMetricsOverride {
  static constexpr std::string_view kMethod = "Emulation.setDeviceMetricsOverride";
  using Result = Nothing;
  int width = 0;   // CSS pixels; 0: no override
  int height = 0;  // CSS pixels; 0: no override
  double deviceScaleFactor = 0;
  bool mobile = false;
  std::optional<int> screenWidth;
  std::optional<int> screenHeight;
};

struct ClearDeviceMetricsOverride {
  static constexpr std::string_view kMethod = "Emulation.clearDeviceMetricsOverride";
  using Result = Nothing;
};

struct SetFocusEmulationEnabled {
  static constexpr std::string_view kMethod = "Emulation.setFocusEmulationEnabled";
  using Result = Nothing;
  bool enabled = true;
};

struct SetTouchEmulationEnabled {
  static constexpr std::string_view kMethod = "Emulation.setTouchEmulationEnabled";
  using Result = Nothing;
  bool enabled = false;
};

struct SetEmulatedMedia {
  static constexpr std::string_view kMethod = "Emulation.setEmulatedMedia";
  using Result = Nothing;
  std::optional<std::string> media;  // screen, print; empty: none
  std::optional<std::vector<MediaFeature>> features;
};

}  // namespace nightporter::cdp::emulation
