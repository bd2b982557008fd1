# tools/compile, with a compiler that only says how it was called.

setup() {
  mkdir -p "a tree/build"
  make_path sh bash env sha256sum rm cat
  fake_program compiler <<<"echo \"\$*\" >>'$scratch/calls'
case \"\$*\" in *' -E '*) echo preprocessed; exit \${PREPROCESSOR:-0} ;; esac"
  fake_program ccache <<<"echo \"ccache \$*\" >>'$scratch/calls'"
  : >calls
}

compile() { (cd "a tree/build" && env PATH="$scratch/bin:$scratch/system" "$@" sh "$source_tree/tools/compile" "$scratch/bin/ccache" compiler \
  -I"$scratch/a tree" -Xclang -include -Xclang "$scratch/a tree/build/pch.hxx" "${arguments[@]}"); }

test_a_source_goes_through_ccache_with_paths_of_the_build_tree_made_relative() {
  setup
  arguments=(-o one.o -c "$scratch/a tree/one.cpp")
  expect_status 0 compile env
  grep -qx "ccache compiler -I$scratch/a tree -Xclang -include -Xclang pch.hxx -o one.o -c $scratch/a tree/one.cpp" calls ||
    fail "$(cat calls)"
}

test_beside_a_precompiled_header_goes_the_sum_of_what_it_says() {
  setup
  arguments=(-Xclang -emit-pch -MD -MT t -MF d -o pch.pch -c pch.hxx)
  expect_status 0 compile env
  [ "$(cat "a tree/build/pch.pch.sum")" = "$(echo preprocessed | sha256sum)" ] || fail "another sum"
  [ ! -e "a tree/build/pch.pch.text" ] || fail "the text is left"
  ! grep -q ccache calls || fail "it went through ccache"
}

test_a_precompiled_header_that_cannot_be_summed_up_fails_and_has_no_sum() {
  setup
  arguments=(-Xclang -emit-pch -o pch.pch -c pch.hxx)
  : >"a tree/build/pch.pch.sum"
  expect_status 1 compile env PREPROCESSOR=1
  [ ! -e "a tree/build/pch.pch.sum" ] || fail "an old sum is left"
}
