#include "stages/parse/pdf/rulings.h"

#include <cmath>

namespace nightporter::stages::pdf {

namespace {

constexpr double kSnap = 2;      // pt between two pieces of one line
constexpr double kJoin = 2.5;    // pt of a gap within one line
constexpr double kMeeting = 3;   // pt between lines that meet, or are at the same position
constexpr double kShortest = 4;  // pt: what is shorter is a tick or a letter

std::vector<Ruling> join_one_direction(std::vector<Ruling> pieces) {
  std::sort(pieces.begin(), pieces.end(), [](const Ruling& a, const Ruling& b) { return a.at < b.at; });
  std::vector<Ruling> lines;
  for (std::size_t first = 0; first < pieces.size();) {
    std::size_t last = first + 1;
    while (last < pieces.size() && pieces[last].at - pieces[last - 1].at <= kSnap && pieces[last].at - pieces[first].at <= kMeeting) ++last;
    double sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += pieces[i].at;
    const double at = sum / static_cast<double>(last - first);
    std::sort(pieces.begin() + static_cast<std::ptrdiff_t>(first), pieces.begin() + static_cast<std::ptrdiff_t>(last),
              [](const Ruling& a, const Ruling& b) { return a.from < b.from; });
    const std::size_t begin = lines.size();
    for (std::size_t i = first; i < last; ++i) {
      if (lines.size() > begin && pieces[i].from <= lines.back().to + kJoin)
        lines.back().to = std::max(lines.back().to, pieces[i].to);
      else
        lines.push_back({pieces[i].direction, at, pieces[i].from, pieces[i].to});
    }
    first = last;
  }
  std::erase_if(lines, [](const Ruling& line) { return line.to - line.from < kShortest; });
  return lines;
}

}  // namespace

Rulings joined(const std::vector<Ruling>& pieces) {
  std::vector<Ruling> horizontal;
  std::vector<Ruling> vertical;
  for (const Ruling& piece : pieces) (piece.direction == Direction::kHorizontal ? horizontal : vertical).push_back(piece);
  return {join_one_direction(std::move(horizontal)), join_one_direction(std::move(vertical))};
}

std::vector<double> positions_of(const std::vector<Ruling>& rulings) {
  std::vector<double> positions;
  for (const Ruling& ruling : rulings)
    if (positions.empty() || ruling.at - positions.back() > kMeeting) positions.push_back(ruling.at);
  return positions;
}

double covered(const std::vector<Ruling>& rulings, double at, double from, double to) {
  double length = 0;
  double reached = from;
  auto line = std::lower_bound(rulings.begin(), rulings.end(), at - kMeeting, [](const Ruling& r, double value) { return r.at < value; });
  std::vector<std::pair<double, double>> stretches;
  for (; line != rulings.end() && line->at <= at + kMeeting; ++line) stretches.emplace_back(line->from, line->to);
  std::sort(stretches.begin(), stretches.end());
  for (const auto& [begin, end] : stretches) {
    const double first = std::max(begin, reached);
    const double last = std::min(end, to);
    if (last > first) length += last - first;
    reached = std::max(reached, last);
  }
  return length;
}

}  // namespace nightporter::stages::pdf
