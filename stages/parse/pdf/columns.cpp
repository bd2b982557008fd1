#include "stages/parse/pdf/columns.h"

#include <optional>

namespace nightporter::stages::pdf {

namespace {

constexpr double kEnoughChunks = 0.5;  // of the most that a line has
constexpr double kCuttingSpace = 0.2;  // of the font's height

struct Reach {
  std::size_t first = 0;
  std::size_t last = 0;  // inclusive
  bool any = false;
};

Reach reach_of(const std::vector<Column>& columns, double left, double right) {
  Reach reach;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (overlap(columns[i].left, columns[i].right, left, right) <= 0) continue;
    if (!reach.any) reach.first = i;
    reach.last = i;
    reach.any = true;
  }
  return reach;
}

std::size_t nearest(const std::vector<Column>& columns, double left, double right) {
  std::size_t best = 0;
  double most = overlap(columns[0].left, columns[0].right, left, right);
  for (std::size_t i = 1; i < columns.size(); ++i) {
    const double shared = overlap(columns[i].left, columns[i].right, left, right);
    if (shared > most) {
      most = shared;
      best = i;
    }
  }
  return best;
}

void insert(std::vector<Column>& columns, const Box& box) {
  const auto place = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.left > box.left; });
  columns.insert(place, {box.left, box.right});
}

/// Joins neighbours that more lines write across than write into both.
void join_by_vote(std::vector<Column>& columns, const std::vector<const TextLine*>& voters) {
  for (std::size_t i = 0; i + 1 < columns.size();) {
    std::size_t across = 0;
    std::size_t apart = 0;
    for (const TextLine* line : voters) {
      bool left = false;
      bool right = false;
      bool over = false;
      for (const Chunk& chunk : line->chunks) {
        const bool in_left = overlap(columns[i].left, columns[i].right, chunk.box.left, chunk.box.right) > 0;
        const bool in_right = overlap(columns[i + 1].left, columns[i + 1].right, chunk.box.left, chunk.box.right) > 0;
        over = over || (in_left && in_right);
        left = left || in_left;
        right = right || in_right;
      }
      across += over;
      apart += !over && left && right;
    }
    if (across > apart) {
      columns[i].right = columns[i + 1].right;
      columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    } else {
      ++i;
    }
  }
}

}  // namespace

std::vector<Column> columns_by_gaps(const std::vector<TextLine>& lines) {
  std::size_t most = 0;
  for (const TextLine& line : lines) most = std::max(most, line.chunks.size());
  std::vector<const TextLine*> voters;
  for (const TextLine& line : lines)
    if (static_cast<double>(line.chunks.size()) >= kEnoughChunks * static_cast<double>(most)) voters.push_back(&line);
  std::vector<const TextLine*> order = voters;
  std::sort(order.begin(), order.end(), [](const TextLine* a, const TextLine* b) {
    return a->chunks.size() != b->chunks.size() ? a->chunks.size() > b->chunks.size() : a->box.top < b->box.top;
  });
  std::vector<Column> columns;
  for (const TextLine* line : order)
    for (const Chunk& chunk : line->chunks) {
      const Reach reach = reach_of(columns, chunk.box.left, chunk.box.right);
      if (!reach.any) {
        insert(columns, chunk.box);
      } else if (reach.first == reach.last) {
        Column& column = columns[reach.first];
        column = {std::min(column.left, chunk.box.left), std::max(column.right, chunk.box.right)};
      }
    }
  join_by_vote(columns, voters);
  return columns;
}

std::vector<Column> columns_below(const std::vector<Column>& headers, const std::vector<TextLine>& lines) {
  std::vector<Column> columns = headers;
  const auto widen = [&columns](std::size_t index, double left, double right) {
    Column& column = columns[index];
    if (index > 0) left = std::max(left, columns[index - 1].right);
    if (index + 1 < columns.size()) right = std::min(right, columns[index + 1].left);
    column = {std::min(column.left, left), std::max(column.right, right)};
  };
  // First what stands below one header only, then what is merely near.
  for (const bool near : {false, true})
    for (const TextLine& line : lines)
      for (const Chunk& chunk : line.chunks) {
        const Reach reach = reach_of(columns, chunk.box.left, chunk.box.right);
        if (reach.any && reach.first == reach.last) widen(reach.first, chunk.box.left, chunk.box.right);
        if (!reach.any && near) widen(nearest(columns, chunk.box.left, chunk.box.right), chunk.box.left, chunk.box.right);
      }
  return columns;
}

std::vector<Placed> placed(const TextLine& line, const std::vector<Column>& columns) {
  std::vector<Placed> result;
  const auto put = [&](std::size_t column, std::size_t last, const Box& box, const std::string& text) {
    if (!result.empty() && result.back().column == column) {
      result.back().text += ' ' + text;
      result.back().box = result.back().box.united(box);
      result.back().columns = std::max(result.back().columns, last - column + 1);
    } else {
      result.push_back({column, last - column + 1, box, text});
    }
  };
  for (const Chunk& chunk : line.chunks) {
    const Reach reach = reach_of(columns, chunk.box.left, chunk.box.right);
    if (!reach.any || reach.first == reach.last) {
      const std::size_t column = reach.any ? reach.first : nearest(columns, chunk.box.left, chunk.box.right);
      put(column, column, chunk.box, chunk.text());
      continue;
    }
    bool cuttable = true;
    std::vector<std::size_t> column_of;
    for (std::size_t i = 0; i < chunk.words.size() && cuttable; ++i) {
      const Box& box = chunk.words[i].box;
      const Reach word = reach_of(columns, box.left, box.right);
      if (word.any && word.first != word.last) cuttable = false;
      column_of.push_back(nearest(columns, box.left, box.right));
      if (i > 0 && column_of[i] != column_of[i - 1] && box.left - chunk.words[i - 1].box.right < kCuttingSpace * line.em) cuttable = false;
    }
    if (!cuttable) {
      put(reach.first, reach.last, chunk.box, chunk.text());
      continue;
    }
    for (std::size_t first = 0; first < chunk.words.size();) {
      std::size_t next = first + 1;
      while (next < chunk.words.size() && column_of[next] == column_of[first]) ++next;
      Chunk part{.box = chunk.words[first].box};
      for (std::size_t i = first; i < next; ++i) {
        part.box = part.box.united(chunk.words[i].box);
        part.words.push_back(chunk.words[i]);
      }
      put(column_of[first], column_of[first], part.box, part.text());
      first = next;
    }
  }
  return result;
}

}  // namespace nightporter::stages::pdf
