#pragma once

#include <string>

namespace nightporter::model {

/// "0007" for 7 in four digits; a longer number keeps all of its digits. `number` is not negative.
inline void append_padded(std::string& text, unsigned number, int digits) {
  char reversed[10];
  int count = 0;
  for (; number > 0 || count < digits; number /= 10) reversed[count++] = static_cast<char>('0' + number % 10);
  while (count > 0) text.push_back(reversed[--count]);
}

}  // namespace nightporter::model
