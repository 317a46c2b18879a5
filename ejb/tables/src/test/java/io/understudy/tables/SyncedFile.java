package io.understudy.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file of H2's that is copied each time it is synced: what a loss of power would leave of it at
 * least. Of the name {@code synced:PATH} in a URL.
 */
public final class SyncedFile extends FilePathWrapper {

  /** Made by H2. */
  public SyncedFile() {}

  static void register() {
    FilePath.register(new SyncedFile());
  }

  /** Where the copy is, by the name of the file. */
  static Path copy(Path file) {
    return file.resolveSibling("synced-" + file.getFileName());
  }

  @Override
  public String getScheme() {
    return "synced";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(Path.of(getBase().toString()), super.open(mode));
  }

  private static final class Channel extends FileBase {
    private final Path file;
    private final FileChannel base;

    Channel(Path file, FileChannel base) {
      this.file = file;
      this.base = base;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      base.force(metaData);
      Files.copy(file, copy(file), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
      return base.read(to);
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
      return base.read(to, position);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return base.write(from);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      return base.write(from, position);
    }

    @Override
    public long position() throws IOException {
      return base.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      base.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return base.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      base.truncate(size);
      return this;
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return base.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      base.close();
    }
  }
}
