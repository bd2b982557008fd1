#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/secret.h"
#include "sites/recording/field_kind.h"
#include "sites/step.h"

/// What a person did on a site, as steps of a recipe that nobody has sorted yet: made from a Recorder file or from a live browser,
/// and turned into a recipe by recipe_draft.h.
namespace nightporter::sites::recording {

/// A file that came.
struct NoticedDownload {
  std::string suggested_name;    // by the server; empty = not known
  std::optional<FileType> type;  // by its content; empty = not known
};

struct RecordedStep {
  int number = 0;  // of the recording, from 1
  /// With the texts as they were; passwords and codes are references already.
  Step step;
  FieldKind field = FieldKind::kPlain;      // of fill, type and select_option
  std::string leads_to;                     // the address that it is known to lead to; empty = none
  bool opens_document = false;              // … where it is known to open a new document, not to change this one
  std::optional<NoticedDownload> download;  // that it set off
  std::vector<std::string> remarks;         // what was lost or guessed
};

/// A step, or a part of one, that a recipe has no word for. It stands in the recipe as a comment at its place.
struct LostStep {
  int number = 0;
  std::string what;  // "setViewport 1200 x 800: pages have the size that nightporter gives them"
};

struct Recording {
  std::string title;
  std::vector<RecordedStep> steps;
  std::vector<LostStep> lost;          // in the order of their numbers
  std::vector<std::string> remarks;    // about the recording as a whole
  std::vector<model::Secret> secrets;  // what was typed and must not be written
};

}  // namespace nightporter::sites::recording
