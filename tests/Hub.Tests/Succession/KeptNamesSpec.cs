using System.Text;
using GpioHub.Hub.Succession;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

public sealed class KeptNamesSpec : IDisposable
{
    private readonly NotifyListener _manager = NotifyListener.Bind($"@gpiohub-test/{Guid.NewGuid():n}");

    [Fact(DisplayName = "A service manager keeps a descriptor under its first name alone: when that goes, it gets the other " +
        "(IF-2.20)")]
    public void OneDescriptionTwoNames()
    {
        using var manager = NotifySocket.TryConnect(_manager.Address);
        var table = new KeptTable(manager, []);
        using var connection = EventFd.Create();
        using var other = EventFd.Create();
        table.Store("next", FdInfo.Duplicate(connection));
        table.Store("conn", FdInfo.Duplicate(connection));
        table.Store("other", FdInfo.Duplicate(other));
        Told();

        table.Remove("next");
        Assert.Equal(["FDSTOREREMOVE=1 FDNAME=next", "FDSTORE=1 FDNAME=conn FDPOLL=0"], Told());
        table.Remove("conn");
        Assert.Equal(["FDSTOREREMOVE=1 FDNAME=conn"], Told());
        table.Clear();
    }

    [Fact(DisplayName = "What was left and nobody takes is given up, but not what this process has stored under the same name (IF-2.20)")]
    public void GivenUp()
    {
        using var keeper = NotifySocket.TryConnect(_manager.Address)!;
        var store = new NotifiedStore(keeper, ["outbox", "conn"]);
        using var fresh = EventFd.Create();
        store.Store("outbox", fresh);
        Told();

        Assert.False(store.GiveUp("outbox"));
        Assert.True(store.GiveUp("conn"));
        Assert.False(store.GiveUp("conn"));
        Assert.Equal(["FDSTOREREMOVE=1 FDNAME=conn"], Told());
        Assert.Equal(1, store.Count);
    }

    public void Dispose() => _manager.Dispose();

    private List<string> Told()
    {
        var told = new List<string>();
        var buffer = new byte[1024];
        List<FileDescriptor> fds = [];
        for (int got; (got = _manager.Receive(buffer, fds, out _)) >= 0;)
            told.Add(Encoding.UTF8.GetString(buffer, 0, got).Replace('\n', ' '));
        foreach (var fd in fds) fd.Dispose();
        return told;
    }
}
