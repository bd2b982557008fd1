#include "sites/recording/machine_time_zone.h"

#include <date/tz.h>

#include <stdexcept>

namespace nightporter::sites::recording {

std::string machine_time_zone() {
  try {
    const std::string name = date::current_zone()->name();
    return name.find('/') == std::string::npos ? "UTC" : name;  // "Etc/UTC" has one, "UTC" and "localtime" have none
  } catch (const std::runtime_error&) {
    return "UTC";
  }
}

}  // namespace nightporter::sites::recording
