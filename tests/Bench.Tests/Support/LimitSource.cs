using System.Diagnostics;
using Xunit;

namespace GpioHub.Bench.Tests.Support;

/// <summary>bench/limit/limit.c, built as bench/run.sh does.</summary>
internal static class LimitSource
{
    public static string Text()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "GpioHub.sln"))) folder = Path.GetDirectoryName(folder)!;
        return File.ReadAllText(Path.Combine(folder, "bench/limit/limit.c"));
    }

    /// <param name="source">The source, or what a test has made of it.</param>
    /// <returns>Path of the program.</returns>
    public static string BuildIn(DirectoryInfo folder, string source)
    {
        string program = Path.Combine(folder.FullName, "limit");
        using var compiler = Process.Start(new ProcessStartInfo(
            "gcc", ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, "-x", "c", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        compiler.StandardInput.Write(source);
        compiler.StandardInput.Close();
        string errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, errors);
        return program;
    }
}
