using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

/// <summary>Checks claims about C with gcc and the C headers of both architectures that the hub is built for, whichever this machine
/// is.</summary>
internal static class CCompiler
{
    /// <summary>Where the same C means different numbers and layouts.</summary>
    public static readonly Architecture[] Architectures = [Architecture.X64, Architecture.Arm64];

    /// <summary>Compiles a translation unit of <c>_Static_assert</c>s for each architecture; fails with gcc's words for those that do not
    /// hold.</summary>
    public static void Check(IReadOnlyList<string> headers, IReadOnlyList<string> asserts)
    {
        foreach (var architecture in Architectures) Check(architecture, headers, asserts);
    }

    /// <summary>The same for one architecture.</summary>
    public static void Check(Architecture architecture, IReadOnlyList<string> headers, IReadOnlyList<string> asserts)
    {
        var source = new StringBuilder("#define _GNU_SOURCE\n#include <stddef.h>\n");
        foreach (string header in headers) source.Append("#include <").Append(header).Append(">\n");
        foreach (string assert in asserts) source.Append(assert).Append('\n');

        using Process gcc = Start(CompilerFor(architecture));
        Task<string> errors = gcc.StandardError.ReadToEndAsync();
        gcc.StandardInput.Write(source);
        gcc.StandardInput.Close();
        gcc.WaitForExit();
        Assert.True(gcc.ExitCode == 0,
            $"gcc for {architecture} does not agree (a missing header is in package linux-libc-dev or libc6-dev, of the other " +
            $"architecture in linux-libc-dev-arm64-cross or libc6-dev-arm64-cross):\n{errors.Result}");
    }

    /// <summary>One assert; the message is the condition itself.</summary>
    public static string That(string condition) => $"_Static_assert({condition}, \"{condition}\");";

    private static string CompilerFor(Architecture architecture) => architecture switch
    {
        Architecture.X64 => "x86_64-linux-gnu-gcc",
        Architecture.Arm64 => "aarch64-linux-gnu-gcc",
        _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, "the hub is not built for it"),
    };

    private static Process Start(string compiler)
    {
        string[] words = ["-std=gnu11", "-fsyntax-only", "-x", "c", "-"];
        var start = new ProcessStartInfo(compiler, words) { RedirectStandardInput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException(
                $"{compiler} is needed to check the layouts (Debian package gcc or gcc-aarch64-linux-gnu)", e);
        }
    }
}
