using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public sealed class UnixListenerSpec : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAndGroup = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("hub").FullName;
    private readonly string _path;

    public UnixListenerSpec() => _path = Path.Combine(_folder, "ivi.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(DisplayName = "A front-end connects and is accepted; nobody there is null")]
    public void Accepts()
    {
        using UnixListener listener = UnixListener.Bind(_path, OwnerOnly);
        Assert.Null(listener.Accept());
        using UnixStream client = UnixStream.Connect(_path);
        using UnixStream? server = listener.Accept();
        Assert.NotNull(server);
        Assert.Null(listener.Accept());
        client.Send([7], []);
        var buffer = new byte[2];
        Assert.Equal(1, server.Receive(buffer, [], out _));
        Assert.Equal(7, buffer[0]);
    }

    [Fact(DisplayName = "With the spare descriptor a connection is turned away at once, and the spare is kept again")]
    public void TurnedAway()
    {
        using UnixListener listener = UnixListener.Bind(_path, OwnerOnly);
        using UnixStream client = UnixStream.Connect(_path);
        Assert.True(SpareDescriptor.TryTurnAway(listener, out bool turnedAway));
        Assert.True(turnedAway);
        Assert.Equal(0, client.Receive(new byte[1], [], out _));

        Assert.True(SpareDescriptor.TryTurnAway(listener, out turnedAway));
        Assert.False(turnedAway);   // nobody waits
        using UnixStream next = UnixStream.Connect(_path);
        Assert.NotNull(listener.Accept(out turnedAway));
        Assert.False(turnedAway);
    }

    [Theory(DisplayName = "The path has exactly the mode asked for, whatever the umask")]
    [InlineData(OwnerOnly)]
    [InlineData(OwnerAndGroup)]
    [InlineData(OwnerAndGroup | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)]
    public void Mode(UnixFileMode mode)
    {
        using UnixListener listener = UnixListener.Bind(_path, mode);
        Assert.Equal(mode, ModeOf(_path));
    }

    [Fact(DisplayName = "The path has the group asked for")]
    public void Group()
    {
        // root may give it to any group, others only to one of their own
        uint group = Identity.EffectiveUserId == 0 ? 12345 : Identity.GroupIds()[0];
        using UnixListener listener = UnixListener.Bind(_path, OwnerAndGroup, group);
        Assert.True(PathInfo.TryStat(_path, out Libc.statx stat));
        Assert.Equal(group, stat.stx_gid);
        Assert.Equal(OwnerAndGroup, ModeOf(_path));
    }

    [Fact(DisplayName = "A path that a process serves is refused, naming that process, and goes on being served")]
    public void InUse()
    {
        using UnixListener first = UnixListener.Bind(_path, OwnerOnly);
        var e = Assert.Throws<SocketInUseException>(() => UnixListener.Bind(_path, OwnerOnly));
        Assert.Equal(Environment.ProcessId, e.Owner.ProcessId);
        Assert.Equal($"{_path} is served by pid {Environment.ProcessId} ({e.Owner.ProcessName})", e.Message);
        using UnixStream client = UnixStream.Connect(_path);
    }

    [Fact(DisplayName = "A burst of a hundred connections finds room before the first is accepted")]
    public void Burst()
    {
        using UnixListener listener = UnixListener.Bind(_path, OwnerOnly);
        List<UnixStream> clients = [.. Enumerable.Range(0, 100).Select(_ => UnixStream.Connect(_path))];
        foreach (UnixStream client in clients)
        {
            using UnixStream? accepted = listener.Accept();
            Assert.NotNull(accepted);
            client.Dispose();
        }
    }

    [Fact(DisplayName = "A path that is served with a full queue is refused too")]
    public void InUseAndBusy()
    {
        using UnixListener first = UnixListener.Bind(_path, OwnerOnly);
        List<UnixStream> waiting = [];
        var full = Assert.Throws<ErrnoException>(Fill);
        Assert.Equal(Libc.EAGAIN, full.Errno);
        Assert.Throws<SocketInUseException>(() => UnixListener.Bind(_path, OwnerOnly));
        Assert.True(File.Exists(_path));
        waiting.ForEach(w => w.Dispose());

        void Fill()
        {
            while (true) waiting.Add(UnixStream.Connect(_path));
        }
    }

    [Fact(DisplayName = "A stale path is replaced (VU-56)")]
    public void Stale()
    {
        UnixListener.Bind(_path, OwnerOnly).Dispose();
        Assert.True(File.Exists(_path));
        Assert.Equal(Libc.ECONNREFUSED, Assert.Throws<ErrnoException>(() => UnixStream.Connect(_path)).Errno);
        using UnixListener listener = UnixListener.Bind(_path, OwnerAndGroup);
        using UnixStream client = UnixStream.Connect(_path);
    }

    [Fact(DisplayName = "At a clean end the path is removed, but not one that another has taken over")]
    public void RemovePath()
    {
        UnixListener first = UnixListener.Bind(_path, OwnerOnly);
        first.RemovePath();
        Assert.False(File.Exists(_path));
        using UnixListener second = UnixListener.Bind(_path, OwnerOnly);
        first.RemovePath();
        Assert.True(File.Exists(_path));
        first.Dispose();
        second.RemovePath();
        second.RemovePath();
        Assert.False(File.Exists(_path));
    }

    [Fact(DisplayName = "Of several that start at once on a stale path, one serves it and the others are refused")]
    public async Task StartedTogether()
    {
        for (int round = 0; round < 20; round++)
        {
            string path = $"{_path}{round}";
            UnixListener.Bind(path, OwnerOnly).Dispose();
            UnixListener?[] listeners = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => TryBind(path))));
            UnixListener winner = Assert.Single(listeners, l => l is not null)!;
            winner.Dispose();
        }

        static UnixListener? TryBind(string path)
        {
            try
            {
                return UnixListener.Bind(path, OwnerOnly);
            }
            catch (SocketInUseException)
            {
                return null;
            }
        }
    }

    [Fact(DisplayName = "One at a time looks at a folder's stale paths; who keeps it locked delays, but does not prevent")]
    public void FolderLocks()
    {
        using (FolderLock? first = FolderLock.TryTake(_path, TimeSpan.Zero))
        {
            Assert.NotNull(first);
            Assert.Null(FolderLock.TryTake(_path, TimeSpan.Zero));
            using UnixListener listener = UnixListener.Bind(_path, OwnerOnly);
        }
        using FolderLock? second = FolderLock.TryTake(_path, TimeSpan.Zero);
        Assert.NotNull(second);
    }

    [Fact(DisplayName = "What is no socket is never replaced: a file, a folder, a link to a stale socket")]
    public void NoSocketInTheWay()
    {
        File.WriteAllText(_path, "mine");
        Assert.Equal($"{_path} exists and is not a socket", Assert.Throws<IOException>(() => UnixListener.Bind(_path, OwnerOnly)).Message);
        Assert.Equal("mine", File.ReadAllText(_path));

        string stale = Path.Combine(_folder, "stale");
        UnixListener.Bind(stale, OwnerOnly).Dispose();
        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, stale);
        Assert.Throws<IOException>(() => UnixListener.Bind(link, OwnerOnly));
        Assert.Throws<IOException>(() => UnixListener.Bind(_folder, OwnerOnly));
    }

    [Fact(DisplayName = "A path is ≤ 107 bytes of UTF-8, not empty, without NUL; the error says so")]
    public void PathRules()
    {
        string longest = Path.Combine(_folder, new string('x', SocketPath.MaxBytes - _folder.Length - 1));
        using (UnixListener listener = UnixListener.Bind(longest, OwnerOnly))
        using (UnixStream client = UnixStream.Connect(longest))
            Assert.NotNull(listener.Accept());

        Assert.Equal($"the socket path is 108 bytes long, Linux allows 107: {longest}x", SocketPath.WhyNot(longest + "x"));
        Assert.NotNull(SocketPath.WhyNot(longest[..^1] + "é"));
        Assert.Throws<ArgumentException>(() => UnixListener.Bind(longest + "x", OwnerOnly));
        Assert.Throws<ArgumentException>(() => UnixStream.Connect(longest + "x"));
        Assert.NotNull(SocketPath.WhyNot(""));
        Assert.NotNull(SocketPath.WhyNot("a\0b"));
        Assert.Null(SocketPath.WhyNot(longest));
    }

    [Fact(DisplayName = "A missing folder and a missing socket are ENOENT with the path")]
    public void Missing()
    {
        var bind = Assert.Throws<ErrnoException>(() => UnixListener.Bind(Path.Combine(_folder, "no/where"), OwnerOnly));
        var connect = Assert.Throws<ErrnoException>(() => UnixStream.Connect(_path));
        Assert.Equal((Libc.ENOENT, Libc.ENOENT), (bind.Errno, connect.Errno));
        Assert.Contains("no/where", bind.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "An inherited listening or connected socket is adopted as what it is (VU-56)")]
    public void Inherited()
    {
        using UnixListener listener = UnixListener.Bind(_path, OwnerOnly);
        using UnixStream client = UnixStream.Connect(_path);
        using UnixListener adopted = Assert.IsType<UnixListener>(InheritedSocket.Adopt(FdInfo.Duplicate(listener).Release()));
        using UnixStream server = adopted.Accept()!;
        FileDescriptor copy = FdInfo.Duplicate(server);
        FdInfo.SetNonBlocking(copy, on: false);
        using UnixStream stream = Assert.IsType<UnixStream>(InheritedSocket.Adopt(copy.Release()));
        Assert.Equal(-1, stream.Receive(new byte[1], [], out _));
        Assert.Equal(Libc.FD_CLOEXEC, Libc.fcntl(stream, Libc.F_GETFD, 0));
    }

    [Fact(DisplayName = "A descriptor that is no Unix stream socket is not adopted, and left open")]
    public void InheritedOther()
    {
        using EventFd eventFd = EventFd.Create();
        Assert.Throws<ErrnoException>(() => InheritedSocket.Adopt((int)eventFd.DangerousGetHandle()));
        Assert.True(eventFd.Signal());
        using var udp = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram,
            0);
        Assert.Throws<IOException>(() => InheritedSocket.Adopt((int)udp.Handle));
        Assert.Throws<ErrnoException>(() => InheritedSocket.Adopt(int.MaxValue));
    }

    private static UnixFileMode ModeOf(string path)
    {
        Assert.True(PathInfo.TryStat(path, out Libc.statx stat));
        return (UnixFileMode)(stat.stx_mode & ~Libc.S_IFMT);
    }
}
