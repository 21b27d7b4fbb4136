using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class UnitsSpec
{
    [Theory(DisplayName = "Times need a unit; 0 alone is allowed (IF-1.4)")]
    [InlineData("20us", 20L)]
    [InlineData("5ms", 5_000L)]
    [InlineData("1s", 1_000_000L)]
    [InlineData("2m", 120_000_000L)]
    [InlineData("0", 0L)]
    [InlineData("0s", 0L)]
    [InlineData("1440m", 86_400_000_000L)]
    [InlineData("1441m", null)]
    [InlineData("20", null)]
    [InlineData("1.5s", null)]
    [InlineData("-1s", null)]
    [InlineData("1 s", null)]
    [InlineData("1S", null)]
    [InlineData("1h", null)]
    [InlineData("99999999999999999999s", null)]
    [InlineData("٣s", null)]
    public void Times(string written, long? microseconds)
    {
        RigPlan? plan = Rig.Load($"guests: {{ a: {{ lines: [{{}}], whenStopped: {written} }} }}").Plan;

        Assert.Equal(microseconds, plan?.Guests[0].WhenStopped?.Ticks / TimeSpan.TicksPerMicrosecond);
    }

    [Theory(DisplayName = "Modes are octal text (IF-1.4)")]
    [InlineData("0660", 0x1B0)]
    [InlineData("660", 0x1B0)]
    [InlineData("\"0600\"", 0x180)]
    [InlineData("0000", 0)]
    [InlineData("0888", null)]
    [InlineData("02770", null)]
    [InlineData("0o660", null)]
    [InlineData("rw-rw----", null)]
    public void Modes(string written, int? bits) =>
        Assert.Equal((UnixFileMode?)bits, Rig.Load($"hub: {{ controlMode: {written} }}").Plan?.Hub.ControlMode);

    [Theory(DisplayName = "The key poll is auto, off or a time (IF-1.6)")]
    [InlineData("auto", true, 0L)]
    [InlineData("off", false, 0L)]
    [InlineData("20us", false, 20L)]
    public void Poll(string written, bool auto, long microseconds) =>
        Assert.Equal(new PollPlan(auto, TimeSpan.FromMicroseconds(microseconds)), Rig.Plan($"hub: {{ poll: {written} }}").Hub.Poll);

    [Theory(DisplayName = "The key http is a loopback address with a port (IF-1.6)")]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080")]
    [InlineData("\"[::1]:8080\"", "[::1]:8080")]
    [InlineData("0.0.0.0:8080", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.0.0.1:0", null)]
    [InlineData("127.0.0.1:65536", null)]
    [InlineData("localhost:8080", null)]
    [InlineData("\"[::]:80\"", null)]
    public void Http(string written, string? address) =>
        Assert.Equal(address, Rig.Load($"hub:\n  http: {written}\n").Plan?.Hub.Http?.ToString());
}
