#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nightporter::sites::yaml {

/// Number of letters to insert, delete, replace or swap with a neighbour to turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The word that the writer of `word` most likely meant; empty when none is near. Case and "-" for "_" count as near.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

/// `did you mean "click"?`, or, when no word is near, `known here: click, fill, …`.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace nightporter::sites::yaml
