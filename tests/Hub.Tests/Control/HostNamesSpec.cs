using System.Net;
using GpioHub.Hub.Control.Requests;
using Xunit;

namespace GpioHub.Hub.Tests.Control;

public class HostNamesSpec
{
    [Theory(DisplayName = "By these names a hub may be called on this machine and through a tunnel, with any port (IF-3.10)")]
    [InlineData("hub")]
    [InlineData("localhost:8421")]
    [InlineData("LocalHost")]
    [InlineData("127.0.0.1:1")]
    [InlineData("[::1]")]
    [InlineData("[::1]:65535")]
    [InlineData("hub:")]
    public void Ours(string host) => Assert.True(HostNames.Have(host, Listener.ControlSocket, []));

    [Theory(DisplayName = "No other name is ours, however near it is (IF-3.10)")]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("localhost.")]
    [InlineData("evil.localhost")]
    [InlineData("localhost:80:80")]
    [InlineData("localhost:8o")]
    [InlineData("localhost:80@evil.example")]
    [InlineData("127.0.0.2")]
    [InlineData("127.1")]
    [InlineData("0.0.0.0")]
    [InlineData("2130706433")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[::1]evil.example")]
    [InlineData("[::]")]
    [InlineData("192.168.7.2")]
    public void Foreign(string host)
    {
        Assert.False(HostNames.Have(host, Listener.ControlSocket, []));
        Assert.False(HostNames.Have(host, Listener.At(new IPEndPoint(IPAddress.Loopback, 80)), []));
    }

    [Fact(DisplayName = "A port on another loopback address has that address as a name (IF-3.10)")]
    public void OtherLoopback() =>
        Assert.True(HostNames.Have("127.0.0.2:8080", Listener.At(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 8080)), []));
}
