#pragma once

#include <optional>
#include <string>

#include "sites/recording/flow.h"
#include "sites/step.h"

/// What a Recorder file cannot say otherwise, in customSteps that Chrome passes over.
namespace nightporter::sites::recording {

/// {name: "ifVisible", parameters: {step: {if_visible: …}}}: any step.
FlowCustom custom_step(const Step& step);
/// nullopt when it is none of ours; FlowError when it is one and wrong.
std::optional<Step> step_of(const FlowCustom& custom);

/// {name: "expectDownload", parameters: {steps: 1, type: "xlsx", …}}: the next `steps` steps of the recording set off the download.
struct ExpectedDownload {
  int steps = 1;
  ExpectDownload download;  // without its `by`
};
FlowCustom custom_step(const ExpectedDownload& expected);
std::optional<ExpectedDownload> expected_download_of(const FlowCustom& custom);

}  // namespace nightporter::sites::recording
