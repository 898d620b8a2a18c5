# Sourced by ./mvnw and ./carillon: points JAVA_HOME at a JDK 25 if this machine has one. The toolchain plugin finds the compiler
# by itself; this is for what runs inside Maven's own process (the formatter reads Java 25) and for the product.

jdk_feature() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

find_jdk25() {
  path_java=$(command -v java 2>/dev/null) && path_java=$(dirname "$(dirname "$(readlink -f "$path_java")")") || path_java=
  old_ifs=$IFS
  IFS='
'
  set +f
  for home in ${JAVA_HOME:+"$JAVA_HOME"} $path_java ${JAVA_HOME_25_X64:-} /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ "$(jdk_feature "$home")" = 25 ] && [ -x "$home/bin/javac" ]; then
      IFS=$old_ifs
      printf '%s\n' "$home"
      return 0
    fi
  done
  IFS=$old_ifs
  return 1
}
