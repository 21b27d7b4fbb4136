using System.Globalization;
using System.Runtime.Versioning;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

[SupportedOSPlatform("linux")]
public sealed class FolderWatchSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly FolderWatch _watch;

    public FolderWatchSpec() => _watch = FolderWatch.Open(_folder);

    public void Dispose()
    {
        _watch.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact(DisplayName = "Entries that come, get another mode and go are told in order")]
    public void Entries()
    {
        string entry = Path.Combine(_folder, "gpiochip0");
        Assert.Empty(Drain());
        File.WriteAllText(entry, "");
        Assert.Equal([new(FolderChangeKind.Created, "gpiochip0")], Drain());
        File.SetUnixFileMode(entry, UnixFileMode.UserRead);
        Assert.Equal([new(FolderChangeKind.Changed, "gpiochip0")], Drain());
        File.Delete(entry);
        Assert.Contains(new FolderChange(FolderChangeKind.Deleted, "gpiochip0"), Drain());
    }

    [Fact(DisplayName = "A rename is the old name's end and the new one's beginning")]
    public void Renames()
    {
        File.WriteAllText(Path.Combine(_folder, "ä"), "");
        Drain();
        File.Move(Path.Combine(_folder, "ä"), Path.Combine(_folder, new string('b', 255)));
        Assert.Equal([new(FolderChangeKind.Deleted, "ä"), new(FolderChangeKind.Created, new string('b', 255))], Drain());
    }

    [Fact(DisplayName = "The descriptor is readable exactly while there is something to tell")]
    public void Readable()
    {
        Assert.False(Readiness.WaitToRead(_watch, 0));
        File.WriteAllText(Path.Combine(_folder, "x"), "");
        Assert.True(Readiness.WaitToRead(_watch, 0));
        Drain();
        Assert.False(Readiness.WaitToRead(_watch, 0));
    }

    [Fact(DisplayName = "Attributes of the folder itself are no entry's")]
    public void OwnAttributes()
    {
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Empty(Drain());
    }

    [Fact(DisplayName = "When the kernel has lost events, anything may have changed, and that is told")]
    public void Overflow()
    {
        int kept = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), CultureInfo.InvariantCulture);
        string entry = Path.Combine(_folder, "x");
        for (int i = 0; i <= kept / 2; i++)
        {
            File.WriteAllBytes(entry, []);
            File.Delete(entry);
        }
        List<FolderChange> told = Drain();
        Assert.Equal(new FolderChange(FolderChangeKind.Unknown, ""), told[^1]);
        Assert.Single(told, change => change.Kind == FolderChangeKind.Unknown);
    }

    [Fact(DisplayName = "A folder that is deleted or moved away tells that it has gone")]
    public void Gone()
    {
        string other = _folder + "-moved";
        Directory.Move(_folder, other);
        Assert.Equal([new(FolderChangeKind.Gone, "")], Drain());
        Directory.Delete(other);
        Assert.Equal([new(FolderChangeKind.Gone, "")], Drain());
    }

    [Fact(DisplayName = "Only a folder can be watched; the error names it")]
    public void Refused()
    {
        string file = Path.Combine(_folder, "file"), missing = Path.Combine(_folder, "missing");
        File.WriteAllText(file, "");
        Assert.Equal(Libc.ENOTDIR, Assert.Throws<ErrnoException>(() => FolderWatch.Open(file)).Errno);
        var error = Assert.Throws<ErrnoException>(() => FolderWatch.Open(missing));
        Assert.Equal((Libc.ENOENT, $"inotify_add_watch {missing}"), (error.Errno, error.Call));
    }

    [Fact(DisplayName = "The descriptor is close-on-exec (GU-18)")]
    public void CloseOnExec() => Assert.Equal(Libc.FD_CLOEXEC, Libc.fcntl(_watch, Libc.F_GETFD, 0));

    private List<FolderChange> Drain()
    {
        List<FolderChange> told = [];
        while (_watch.Drain(told.Add)) continue;
        return told;
    }
}
