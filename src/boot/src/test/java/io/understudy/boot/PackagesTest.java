package io.understudy.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each package of the product, and of what stands around it, says what it is. */
class PackagesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Set<Path> LEFT = Set.of(ROOT.resolve("data"), ROOT.resolve(".git"));
  private static final Path SOURCES = Path.of("src/main/java/io/understudy");

  @Test
  void shouldSayWhatEachPackageIs() throws IOException {
    Set<Path> packages = packages();

    assertThat(packages)
        .contains(
            ROOT.resolve("connector/protocol").resolve(SOURCES).resolve("protocol/instance"),
            ROOT.resolve("src/boot").resolve(SOURCES).resolve("boot/server"))
        .allSatisfy(each -> assertThat(each.resolve("package-info.java")).exists());
  }

  /** Directories that have sources. What others build or store meanwhile is not looked at. */
  private static Set<Path> packages() throws IOException {
    Set<Path> packages = new TreeSet<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean left = LEFT.contains(directory) || directory.endsWith("target");
            return left ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path directory = file.getParent();
            if (file.toString().endsWith(".java") && directory.toString().contains(SOURCES + "/")) {
              packages.add(directory);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return packages;
  }
}
