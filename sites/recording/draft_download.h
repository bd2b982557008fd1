#pragma once

#include <vector>

#include "sites/recording/recording.h"

namespace nightporter::sites::recording {

/// Puts every step that set off a file into an expect_download. When none is known to, the step that looks most like it, by the words of
/// its element or because it is the last, is taken, and says so in its remarks. Throws DraftError when no step could be it.
void find_download(std::vector<RecordedStep>& report);

/// Takes away, and returns, what follows the last download from a click on "Log out" on.
std::vector<RecordedStep> take_sign_out(std::vector<RecordedStep>& report);

}  // namespace nightporter::sites::recording
