# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: packages of Slackware, which has neither dependencies nor mirrors of what a cluster needs. Packages
# (NAME-VERSION-ARCH-BUILD.t?z) and build scripts in the manner of SlackBuilds.org (NAME/NAME.SlackBuild with its sources
# beside it) come with the program or its bundle in a folder `packages`, or lie in $HA_HOME/packages.

ha_slack_folders() {
  for ha_slack_folder in "$HA_DIR/packages" "${HA_DIR%/*}/packages" "$HA_HOME/packages"; do
    [ ! -d "$ha_slack_folder" ] || echo "$ha_slack_folder"
  done
}

# ha_slack_is WANTED FULL: whether the package FULL (NAME-VERSION-ARCH-BUILD) is WANTED (NAME or NAME-VERSION).
ha_slack_is() {
  case $2 in *-*-*-*) ;; *) return 1 ;; esac
  [ "${2%-*-*}" = "$1" ] || [ "${2%-*-*-*}" = "$1" ]
}

# ha_slack_installed WANTED: the full name of what is installed.
ha_slack_installed() {
  for ha_slack_dir in "$HA_ROOT/var/lib/pkgtools/packages" "$HA_ROOT/var/log/packages"; do
    for ha_slack_path in "$ha_slack_dir/${1%%-[0-9]*}"-*; do
      [ -e "$ha_slack_path" ] && ha_slack_is "$1" "${ha_slack_path##*/}" && echo "${ha_slack_path##*/}" && return 0
    done
  done
  return 1
}

# ha_slack_file WANTED: a package ready to be installed.
ha_slack_file() {
  { ha_slack_folders; echo "$HA_HOME/built"; } | while IFS= read -r ha_slack_dir; do
    for ha_slack_path in "$ha_slack_dir/${1%%-[0-9]*}"-*.t?z; do
      ha_slack_name=${ha_slack_path##*/}
      if [ -e "$ha_slack_path" ] && ha_slack_is "$1" "${ha_slack_name%.t?z}"; then echo "$ha_slack_path"; fi
    done
  done | head -n 1 | grep .
}

# ha_slack_script WANTED: a build script.
ha_slack_script() {
  ha_slack_base=${1%%-[0-9]*}
  ha_slack_folders | while IFS= read -r ha_slack_dir; do
    for ha_slack_path in "$ha_slack_dir/$1/$1.SlackBuild" "$ha_slack_dir/$ha_slack_base/$ha_slack_base.SlackBuild"; do
      [ ! -e "$ha_slack_path" ] || echo "$ha_slack_path"
    done
  done | head -n 1 | grep .
}

# ha_slack_look WANTED...: a sentence for each that is neither installed nor at hand.
ha_slack_look() {
  for ha_slack_wanted in "$@"; do
    ha_slack_installed "$ha_slack_wanted" >/dev/null || ha_slack_file "$ha_slack_wanted" >/dev/null ||
      ha_slack_script "$ha_slack_wanted" >/dev/null ||
      echo "There is neither a package $ha_slack_wanted-*.t?z nor ${ha_slack_wanted%%-[0-9]*}/${ha_slack_wanted%%-[0-9]*}.SlackBuild in the folder packages beside this program or in $HA_HOME/packages."
  done
}

# ha_slack_install WANTED: installs it, building it first where only its build script is there.
ha_slack_install() {
  ha_slack_ready=$(ha_slack_file "$1") || {
    ha_slack_build "$1"
    ha_slack_ready=$(ha_slack_file "$1") ||
      ha_fail "$1 was built, but what came out has another name or version: $(find "$HA_HOME/built" -name '*.t?z' | tr '\n' ' ')"
  }
  # The same tool puts a package where there is none and in the place of another version.
  upgradepkg --install-new "$ha_slack_ready" >/dev/null
}

# ha_slack_build WANTED: its sources must lie beside the script and be those that its .info names.
ha_slack_build() {
  ha_slack_recipe=$(ha_slack_script "$1") || ha_fail "$(ha_slack_look "$1")"
  ha_slack_dir=${ha_slack_recipe%/*}
  ha_slack_info=${ha_slack_recipe%.SlackBuild}.info
  [ ! -e "$ha_slack_info" ] || ha_slack_sources "$ha_slack_info"
  mkdir -p "$HA_HOME/built"
  (cd "$ha_slack_dir" && OUTPUT=$HA_HOME/built sh "./${ha_slack_recipe##*/}") >"$HA_RUN/build.log" 2>&1 || {
    tail -n 10 "$HA_RUN/build.log" >&2
    ha_fail "$1 could not be built; the whole output is in $HA_RUN/build.log."
  }
}

# ha_slack_sources INFO: every source that it lists is there, with the checksum that it lists. In a process of its own,
# because the file sets variables.
ha_slack_sources() (
  DOWNLOAD='' MD5SUM='' DOWNLOAD_x86_64='' MD5SUM_x86_64=''
  # shellcheck disable=SC1090 # it comes with the build script
  . "$1"
  if [ "$(uname -m)" = x86_64 ] && [ -n "$DOWNLOAD_x86_64" ] && [ "$DOWNLOAD_x86_64" != UNSUPPORTED ]; then
    DOWNLOAD=$DOWNLOAD_x86_64 MD5SUM=$MD5SUM_x86_64
  fi
  ha_slack_dir=${1%/*}
  # shellcheck disable=SC2086 # a list of words
  set -- $MD5SUM
  for ha_slack_url in $DOWNLOAD; do
    ha_slack_source=$ha_slack_dir/${ha_slack_url##*/}
    [ -e "$ha_slack_source" ] || ha_fail "The source $ha_slack_source is missing; it comes from $ha_slack_url."
    [ -z "${1-}" ] || [ "$(md5sum <"$ha_slack_source" | cut -d ' ' -f 1)" = "$1" ] ||
      ha_fail "The source $ha_slack_source is not what its .info names (MD5 $1)."
    [ $# -eq 0 ] || shift
  done
)
