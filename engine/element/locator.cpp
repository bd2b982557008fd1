#include "engine/element/locator.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "engine/browser/frame.h"

namespace nightporter::engine {
namespace {

std::vector<Selector> chain_all(const std::vector<Selector>& outer, const std::vector<Selector>& inner) {
  std::vector<Selector> chains;
  chains.reserve(outer.size() * inner.size());
  for (const Selector& o : outer) {
    for (const Selector& i : inner) chains.push_back(o.then(i));
  }
  return chains;
}

std::string joined(const std::vector<Selector>& selectors) {
  std::string text;
  for (const Selector& selector : selectors) text += (text.empty() ? "" : " or ") + selector.to_string();
  return text;
}

const std::vector<Selector>& not_empty(const std::vector<Selector>& alternatives) {
  if (alternatives.empty()) throw std::invalid_argument("a locator needs at least one selector");
  return alternatives;
}

}  // namespace

Locator::Locator(Frame& frame, Selector selector) : Locator(frame, std::vector<Selector>{std::move(selector)}) {}

Locator::Locator(Frame& frame, std::vector<Selector> alternatives) : Locator(frame, {}, not_empty(alternatives), alternatives.size()) {}

Locator::Locator(Frame& frame, std::vector<std::vector<Selector>> frame_path, std::vector<Selector> chains, std::size_t alternatives)
    : frame_(&frame), frame_path_(std::move(frame_path)), chains_(std::move(chains)), alternatives_(alternatives) {}

Locator Locator::locator(Selector inner) const {
  return locator(std::vector<Selector>{std::move(inner)});
}

Locator Locator::locator(std::vector<Selector> alternatives) const {
  Locator inner(*frame_, frame_path_, chain_all(chains_, not_empty(alternatives)), alternatives.size());
  inner.origins_ = origins_;
  return inner;
}

Locator Locator::within(const Locator& outer) const {
  Locator inner(*outer.frame_, outer.frame_path_, chain_all(outer.chains_, chains_), alternatives_);
  inner.origins_ = origins_ ? origins_ : outer.origins_;
  return inner;
}

Locator Locator::nth(int index) const {
  std::vector<Selector> chains;
  chains.reserve(chains_.size());
  for (const Selector& chain : chains_) chains.push_back(chain.nth(index));
  Locator one(*frame_, frame_path_, std::move(chains), alternatives_);
  one.origins_ = origins_;
  return one;
}

Locator Locator::only_at(std::vector<std::string> origins) const {
  Locator bound = *this;
  bound.origins_ = std::move(origins);
  return bound;
}

std::string Locator::describe() const {
  std::string text = joined(chains_);
  for (auto step = frame_path_.rbegin(); step != frame_path_.rend(); ++step) text += ", in frame " + joined(*step);
  return text;
}

FrameLocator::FrameLocator(Frame& parent, Selector iframe) : FrameLocator(parent, std::vector<Selector>{std::move(iframe)}) {}

FrameLocator::FrameLocator(Frame& parent, std::vector<Selector> alternatives) : frame_(&parent), path_{not_empty(alternatives)} {}

Locator FrameLocator::locator(Selector selector) const {
  return locator(std::vector<Selector>{std::move(selector)});
}

Locator FrameLocator::locator(std::vector<Selector> alternatives) const {
  return Locator(*frame_, path_, not_empty(alternatives), alternatives.size());
}

FrameLocator FrameLocator::frame_locator(Selector iframe) const {
  FrameLocator inner = *this;
  inner.path_.push_back({std::move(iframe)});
  return inner;
}

}  // namespace nightporter::engine
