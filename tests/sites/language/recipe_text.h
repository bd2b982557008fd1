#pragma once

#include <string>

namespace nightporter::sites::test {

/// A small recipe without problems. Its 24 lines are counted on by the tests that break it.
inline const std::string kRecipe =
    R"(site: shop
name: Shop
time_zone: Asia/Kolkata
origins:
  - https://shop.example
session:
  probe:
    goto: https://shop.example/home
    signed_in: 'css=#menu'
    signed_out: 'css=input[name=password]'
  sign_in:
    - goto: https://shop.example/login
    - fill: { into: 'label=User', with: '{{ secret.username }}' }
reports:
  orders:
    file_title: Orders
    period: { at_most: 31 days }
    steps:
      - goto: https://shop.example/orders
      - expect_download: { by: { click: 'text=Export' }, type: xlsx }
    table:
      columns:
        Order No.: { name: order_no, type: text, key: true }
    load: { staging: stg_orders, fact: fact_orders }
)";

/// The recipe with one line (from 1) replaced, by several lines perhaps.
inline std::string with_line(int number, const std::string& replacement) {
  std::size_t start = 0;
  for (int line = 1; line < number; ++line) start = kRecipe.find('\n', start) + 1;
  std::string text = kRecipe;
  return text.replace(start, text.find('\n', start) - start, replacement);
}

}  // namespace nightporter::sites::test
