using System.Globalization;

namespace GpioHub.EndToEnd.Support;

/// <summary>Signals that .NET cannot send by itself.</summary>
public static class Signals
{
    public static Task StopAsync(int pid) => SendAsync("STOP", pid);

    public static Task ContinueAsync(int pid) => SendAsync("CONT", pid);

    public static Task HangUpAsync(int pid) => SendAsync("HUP", pid);

    public static Task KillAsync(int pid) => SendAsync("KILL", pid);

    public static Task TerminateAsync(int pid) => SendAsync("TERM", pid);

    private static async Task SendAsync(string signal, int pid) =>
        (await ChildProcess.RunAsync("kill", "/bin/sh",
            ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {pid}")])).Succeeded();
}
