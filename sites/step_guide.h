#pragma once

#include <functional>
#include <string>

#include "cdp/async/awaitable.h"

namespace nightporter::sites {

/// A step that is about to be done, or that has just failed.
struct StepMoment {
  std::string section;  // "sign_in"
  std::string number;
  std::string words;
  std::string file;  // of the recipe
  int line = 0;
  std::string selector;     // the first one of its element, as written; empty when it has none
  bool is_visible = false;  // whether that element is in the page now; it is framed there then
  std::string error;        // why it failed; empty before it is done
};

/// What is to be done with it.
struct StepOrder {
  enum class Kind {
    kDo,    // do it; after a failure: again
    kSkip,  // as if it had been done
    kFail,  // let the failure be one
  };
  Kind kind = Kind::kDo;
  std::string selector;  // used in place of the element's selectors, this time and the next ones; empty: as written
};

/// Who is asked before every step and after every one that failed. It may take its time: a guided run has no deadlines but those of a
/// single action. To end the run it cancels it.
using StepGuide = std::function<awaitable<StepOrder>(StepMoment)>;

}  // namespace nightporter::sites
