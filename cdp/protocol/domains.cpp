#include "cdp/protocol/domains.h"

#include "cdp/protocol/described.h"

namespace nightporter::cdp {

template Nothing decode<Nothing>(std::string, std::string_view);

std::vector<MessageShape> described_messages() {
  std::vector<MessageShape> all;
  for (const std::vector<MessageShape>& messages :
       {browser::command_shapes(),   browser::event_shapes(),    target::command_shapes(),  target::event_shapes(),
        page::command_shapes(),      page::event_shapes(),       runtime::command_shapes(), runtime::event_shapes(),
        dom::command_shapes(),       input::command_shapes(),    network::command_shapes(), network::event_shapes(),
        storage::command_shapes(),   fetch::command_shapes(),    fetch::event_shapes(),     io::command_shapes(),
        emulation::command_shapes(), security::command_shapes(), log::command_shapes(),     log::event_shapes(),
        inspector::command_shapes(), inspector::event_shapes()})
    all.insert(all.end(), messages.begin(), messages.end());
  return all;
}

}  // namespace nightporter::cdp
