#pragma once

#include <vector>

#include "cdp/protocol/message_shape.h"

// What each domain's .cpp file tells of its messages; described_messages() puts it together.
namespace nightporter::cdp {
namespace browser {
std::vector<MessageShape> command_shapes();
std::vector<MessageShape> event_shapes();
}  // namespace browser
namespace target {
std::vector<MessageShape> command_shapes();
std::vector<MessageShape> event_shapes();
}  // namespace target
namespace page {
std::vector<MessageShape> command_shapes();
std::vector<MessageShape> event_shapes();
}  // namespace page
namespace runtime {
std::vector<MessageShape> command_shapes();
std::vector<MessageShape> event_shapes();
}  // namespace runtime
namespace dom {
std::vector<MessageShape> command_shapes();
}  // namespace dom
namespace input {
std::vector<MessageShape> command_shapes();
}  // namespace input
namespace network {
std::vector<MessageShape> command_shapes();
std::vector<MessageShape> event_shapes();
}  // namespace network
namespace storage {
std::vector<MessageShape> command_shapes();
}  // namespace storage
namespace fetch {
std::vector<MessageShape> command_shapes();
std::vector<MessageShape> event_shapes();
}  // namespace fetch
namespace io {
std::vector<MessageShape> command_shapes();
}  // namespace io
namespace emulation {
std::vector<MessageShape> command_shapes();
}  // namespace emulation
namespace security {
std::vector<MessageShape> command_shapes();
}  // namespace security
namespace log {
std::vector<MessageShape> command_shapes();
std::vector<MessageShape> event_shapes();
}  // namespace log
namespace inspector {
std::vector<MessageShape> command_shapes();
std::vector<MessageShape> event_shapes();
}  // namespace inspector
}  // namespace nightporter::cdp
