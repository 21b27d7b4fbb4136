using System.Text;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native.Keeping;

/// <summary>The protocol of a service manager (sd_notify(3)), both ends.</summary>
public sealed class NotifySpec : IDisposable
{
    private readonly NotifyListener _listener = NotifyListener.Bind($"@gpiohub-test/{Guid.NewGuid():N}");
    private readonly byte[] _buffer = new byte[4096];

    public void Dispose() => _listener.Dispose();

    [Fact(DisplayName = "A datagram brings its sender's process id and its descriptor, though the sender has closed both (IF-2.20)")]
    public void Outlives()
    {
        using (var notify = NotifySocket.TryConnect(_listener.Address)!)
        using (var file = MemFd.Create("kept", 4096))
        {
            new NotifiedStore(notify, []).Store("g/ivi/mem.1.0", file);
        }

        var fds = new List<FileDescriptor>();
        int got = _listener.Receive(_buffer, fds, out int sender);
        Assert.Equal("FDSTORE=1\nFDNAME=g/ivi/mem.1.0\nFDPOLL=0", Encoding.UTF8.GetString(_buffer, 0, got));
        Assert.Equal(Environment.ProcessId, sender);
        using var kept = Assert.Single(fds);
        Assert.Equal(4096UL, FdInfo.FileLength(kept));
        Assert.Equal(-1, _listener.Receive(_buffer, fds, out _));
    }

    [Fact(DisplayName = "A name that is stored anew is removed first: a service manager would keep both")]
    public void StoredAnew()
    {
        using var notify = NotifySocket.TryConnect(_listener.Address)!;
        using var file = MemFd.Create("kept", 4096);
        var store = new NotifiedStore(notify, ["old"]);
        store.Store("old", file);
        store.Remove("old");
        store.Remove("old");
        Assert.Equal(["FDSTOREREMOVE=1\nFDNAME=old", "FDSTORE=1\nFDNAME=old\nFDPOLL=0", "FDSTOREREMOVE=1\nFDNAME=old"], Read());
        Assert.Throws<ArgumentException>(() => store.Store("a:b", file));
    }

    [Fact(DisplayName = "A store whose keeper has ended keeps nothing, and says so, and nobody waits for it")]
    public void Gone()
    {
        using var notify = NotifySocket.TryConnect(_listener.Address)!;
        using var file = MemFd.Create("kept", 4096);
        var store = new NotifiedStore(notify, []);
        Assert.True(store.Keeps);
        _listener.Dispose();
        store.Store("a", file);
        Assert.False(store.Keeps);
        Assert.Null(NotifySocket.TryConnect(_listener.Address));
        Assert.Null(NotifySocket.TryConnect("no address"));
    }

    [Fact(DisplayName = "More datagrams than the queue takes arrive whole and in order, as their reader comes to them")]
    public async Task FullQueue()
    {
        const int Many = 200;
        using var notify = NotifySocket.TryConnect(_listener.Address)!;
        var sending = Task.Run(() => Enumerable.Range(0, Many).All(i => notify.Send($"STATUS={i}")));
        var read = new List<string>();
        while (read.Count < Many)
        {
            DescriptorPoll.Wait([_listener.Descriptor], 1000);
            read.AddRange(Read());
        }

        Assert.True(await sending);
        Assert.Equal(Enumerable.Range(0, Many).Select(i => $"STATUS={i}"), read);
    }

    private List<string> Read()
    {
        var read = new List<string>();
        var fds = new List<FileDescriptor>();
        while (_listener.Receive(_buffer, fds, out _) is > 0 and var got) read.Add(Encoding.UTF8.GetString(_buffer, 0, got));
        foreach (var fd in fds) fd.Dispose();
        return read;
    }
}
