#include "stages/parse/pdf/ruling_device.h"

#include <GfxState.h>
#include <OutputDev.h>
#include <PDFDoc.h>

#include <cmath>
#include <optional>

#include "stages/parse/parse_error.h"

namespace nightporter::stages::pdf {

namespace {

constexpr double kThin = 3;      // pt: a filled rectangle below that is a line
constexpr double kCrooked = 1;   // pt off the axis that a line may be
constexpr double kShortest = 1;  // pt
constexpr double kNearlyWhite = 0.99;
constexpr std::size_t kMostRulings = 200'000;

/// Listens to the graphics of a page. Text, shadings and the content of images are passed over.
class RulingDevice : public OutputDev {
 public:
  bool upsideDown() override { return true; }
  bool useDrawChar() override { return false; }
  bool interpretType3Chars() override { return false; }
  bool needNonText() override { return true; }

  void stroke(GfxState* state) override {
    GfxRGB colour;
    state->getStrokeRGB(&colour);
    if (is_white(colour) || state->getStrokeOpacity() == 0) return;
    const GfxPath& path = *state->getPath();
    for (int i = 0; i < path.getNumSubpaths(); ++i) stroke_subpath(state, *path.getSubpath(i));
  }
  void fill(GfxState* state) override { fill_path(state); }
  void eoFill(GfxState* state) override { fill_path(state); }

  /// Some programs draw their lines as stretched images of one pixel.
  void drawImage(GfxState* state, Object* reference, Stream* stream, int width, int height, GfxImageColorMap* colours, bool interpolate,
                 const int* mask_colours, bool inline_image) override {
    take_image(state);
    OutputDev::drawImage(state, reference, stream, width, height, colours, interpolate, mask_colours, inline_image);
  }
  void drawImageMask(GfxState* state, Object* reference, Stream* stream, int width, int height, bool invert, bool interpolate,
                     bool inline_image) override {
    take_image(state);
    OutputDev::drawImageMask(state, reference, stream, width, height, invert, interpolate, inline_image);
  }

  std::vector<Ruling> rulings;
  bool overflow = false;

 private:
  struct Point {
    double x = 0;
    double y = 0;
  };

  static bool is_white(const GfxRGB& colour) {
    return colToDbl(colour.r) > kNearlyWhite && colToDbl(colour.g) > kNearlyWhite && colToDbl(colour.b) > kNearlyWhite;
  }

  static Point device_point(GfxState* state, double x, double y) {
    Point point;
    state->transform(x, y, &point.x, &point.y);
    return point;
  }

  void stroke_subpath(GfxState* state, const GfxSubpath& subpath) {
    for (int i = 1; i < subpath.getNumPoints(); ++i) {
      if (subpath.getCurve(i) || subpath.getCurve(i - 1)) continue;
      take_line(state, device_point(state, subpath.getX(i - 1), subpath.getY(i - 1)),
                device_point(state, subpath.getX(i), subpath.getY(i)));
    }
  }

  void take_line(GfxState* state, Point a, Point b) {
    const double width = std::fabs(a.x - b.x);
    const double height = std::fabs(a.y - b.y);
    if (height <= kCrooked && width > height)
      take(state, {Direction::kHorizontal, (a.y + b.y) / 2, std::min(a.x, b.x), std::max(a.x, b.x)});
    else if (width <= kCrooked && height > width)
      take(state, {Direction::kVertical, (a.x + b.x) / 2, std::min(a.y, b.y), std::max(a.y, b.y)});
  }

  void fill_path(GfxState* state) {
    GfxRGB colour;
    state->getFillRGB(&colour);
    if (is_white(colour) || state->getFillOpacity() == 0) return;
    const GfxPath& path = *state->getPath();
    for (int i = 0; i < path.getNumSubpaths(); ++i) {
      const GfxSubpath& subpath = *path.getSubpath(i);
      std::optional<Box> box;
      for (int k = 0; k < subpath.getNumPoints(); ++k) {
        const Point point = device_point(state, subpath.getX(k), subpath.getY(k));
        const Box dot{point.x, point.y, point.x, point.y};
        box = box ? box->united(dot) : dot;
      }
      if (box) take_thin_box(state, *box);
    }
  }

  void take_image(GfxState* state) {
    const Point a = device_point(state, 0, 0);
    const Point b = device_point(state, 1, 1);
    take_thin_box(state, {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)});
  }

  void take_thin_box(GfxState* state, const Box& box) {
    if (box.height() < kThin && box.width() > box.height())
      take(state, {Direction::kHorizontal, box.center_y(), box.left, box.right});
    else if (box.width() < kThin && box.height() > box.width())
      take(state, {Direction::kVertical, box.center_x(), box.top, box.bottom});
  }

  /// Keeps what of the line lies inside the clip.
  void take(GfxState* state, Ruling ruling) {
    Box clip;
    state->getClipBBox(&clip.left, &clip.top, &clip.right, &clip.bottom);
    const bool flat = ruling.direction == Direction::kHorizontal;
    if (ruling.at < (flat ? clip.top : clip.left) - kCrooked || ruling.at > (flat ? clip.bottom : clip.right) + kCrooked) return;
    ruling.from = std::max(ruling.from, flat ? clip.left : clip.top);
    ruling.to = std::min(ruling.to, flat ? clip.right : clip.bottom);
    if (!is_on_a_page(ruling.at) || !is_on_a_page(ruling.from) || !is_on_a_page(ruling.to)) return;
    if (ruling.to - ruling.from < kShortest) return;
    if (rulings.size() < kMostRulings)
      rulings.push_back(ruling);
    else
      overflow = true;
  }
};

}  // namespace

std::vector<Ruling> rulings_of(PDFDoc& document, int page) {
  RulingDevice device;
  const auto stop = [](void* data) { return static_cast<RulingDevice*>(data)->overflow; };
  document.displayPageSlice(&device, page, 72, 72, 0, false, true, false, -1, -1, -1, -1, stop, &device);
  if (device.overflow)
    throw ParseError(ParseErrorKind::kTooLarge, "page " + std::to_string(page) + " has more lines than any table", "Is this a drawing?");
  return std::move(device.rulings);
}

}  // namespace nightporter::stages::pdf
