using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Guests;

/// <summary>A program that runs in a guest by itself.</summary>
/// <param name="ProcessId">Of the program: the shell that started it has become it (exec).</param>
/// <param name="File">Where its output goes.</param>
public sealed record GuestJob(LinuxGuest Guest, int ProcessId, string File)
{
    public async Task<IReadOnlyList<string>> LinesAsync() => new Answer("", 0, await Guest.RunAsync($"cat {File}")).Lines;

    /// <summary>Waits until it has printed so many lines.</summary>
    public Task<IReadOnlyList<string>> LinesAsync(int count) => Patience.UntilAsync(
        LinesAsync,
        lines => lines.Count >= count,
        lines => $"{Guest.Name}: waited for {count} lines, got {lines.Count}:\n{string.Join('\n', lines)}");

    public Task SignalAsync(string signal) => Guest.RunAsync($"kill -{signal} {ProcessId}");

    /// <summary>Ends it and waits until the kernel has released its lines.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await Patience.UntilAsync(
            () => Guest.TryAsync($"kill -0 {ProcessId}"),
            answer => answer.Code != 0,
            _ => $"{Guest.Name}: job {ProcessId} does not end");
    }
}
