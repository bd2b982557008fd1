#include "cdp/protocol/emulation.h"

#include "cdp/protocol/described.h"

namespace nightporter::cdp::emulation {

BOOST_DESCRIBE_STRUCT(UserAgentBrandVersion, (), (brand, version))
BOOST_DESCRIBE_STRUCT(UserAgentMetadata, (), (brands, fullVersionList, platform, platformVersion, architecture, model, mobile))
BOOST_DESCRIBE_STRUCT(MediaFeature, (), (name, value))
BOOST_DESCRIBE_STRUCT(SetTimezoneOverride, (), (timezoneId))
BOOST_DESCRIBE_STRUCT(SetLocaleOverride, (), (locale))
BOOST_DESCRIBE_STRUCT(SetUserAgentOverride, (), (userAgent, acceptLanguage, platform, userAgentMetadata))
BOOST_DESCRIBE_STRUCT(SetDeviceMetricsOverride, (), (width, height, deviceScaleFactor, mobile, screenWidth, screenHeight))
BOOST_DESCRIBE_STRUCT(ClearDeviceMetricsOverride, (), ())
BOOST_DESCRIBE_STRUCT(SetFocusEmulationEnabled, (), (enabled))
BOOST_DESCRIBE_STRUCT(SetTouchEmulationEnabled, (), (enabled))
BOOST_DESCRIBE_STRUCT(SetEmulatedMedia, (), (media, features))

}  // namespace nightporter::cdp::emulation

NIGHTPORTER_COMMANDS(
    emulation,
    (SetTimezoneOverride)(SetLocaleOverride)(SetUserAgentOverride)(SetDeviceMetricsOverride)(ClearDeviceMetricsOverride)(SetFocusEmulationEnabled)(SetTouchEmulationEnabled)(SetEmulatedMedia))
