using System.ComponentModel;
using System.Diagnostics;

namespace GpioHub.Hub.Qemu;

/// <summary>What another program prints, within a time and a length.</summary>
internal static class ProgramOutput
{
    /// <summary>Our limit, characters: QEMU's list of devices has 60,000.</summary>
    private const int Most = 1 << 20;

    /// <param name="program">A path, or a name to be looked up in PATH.</param>
    /// <returns>null: there is no such program, or it did not end in time.</returns>
    public static async Task<string?> OfAsync(string program, string[] arguments, TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (process is null) return null;

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(patience);
            try
            {
                process.StandardInput.Close();
                process.ErrorDataReceived += (_, _) => { };
                process.BeginErrorReadLine();                  // a full pipe would stop it
                char[] text = new char[Most];
                int length = await process.StandardOutput.ReadBlockAsync(text, limit.Token);
                if (length == Most) Kill(process);
                return new string(text, 0, length);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                Kill(process);
                return null;
            }
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
    }
}
