#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/recording/user_action.h"
#include "sites/origin_overrides.h"
#include "sites/recording/recording.h"

namespace nightporter::sites::recording {

/// Something that a person did, with what only the browser knows.
struct LiveAction {
  engine::UserAction action;
  int window = 0;                  // 0 is the first; others were opened by the pages
  std::string window_url;          // where that window stands now
  std::vector<std::string> frame;  // selectors of the iframe that it happened in; empty = the page itself
  bool in_nested_frame = false;    // in a frame inside of that one
};

/// Turns what a person does in a browser into a Recording while it is done. Pure.
class LiveRecording {
 public:
  /// Addresses of `used_to_real` are recorded as the site's real ones: the other way of OriginOverrides.
  LiveRecording(std::string start_url, std::map<std::string, std::string> used_to_real);

  /// Returns the step that came of it in a recipe's words ("click \"text=Search\""), with its texts hidden; empty when none did.
  std::string add(const LiveAction& action);

  /// The number of the newest step; 0 while there is none.
  int last_number() const { return recording_.steps.empty() ? 0 : recording_.steps.back().number; }
  /// The step has set off this file.
  void downloaded(int number, NoticedDownload download);

  /// As far as it has come.
  const Recording& recording() const { return recording_; }

 private:
  RecordedStep& push(const LiveAction& from, Step::Action action);
  void lose(const std::string& what) { recording_.lost.push_back({last_number() + 1, what}); }
  void go_to_window(const LiveAction& action);
  void go_to(const LiveAction& action);
  void add_fill(const LiveAction& action, const Selectors& into);
  void add_code(const LiveAction& action, const Selectors& into);
  void add_double_click(const LiveAction& action, const Selectors& on);
  void add_on_element(const LiveAction& action);
  std::string real(const std::string& url) const;
  bool names_secret(const std::string& parameter) const;

  OriginOverrides to_real_;
  std::string start_url_;
  Recording recording_;
  std::set<std::string> secret_fields_;  // their ids and names
  bool started_ = false;
  int window_ = 0;
  std::string main_url_;
};

}  // namespace nightporter::sites::recording
