using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

/// <summary>Checks claims about C with gcc and the machine's C headers.</summary>
internal static class CCompiler
{
    /// <summary>Compiles a translation unit of <c>_Static_assert</c>s; fails with gcc's words for those that do not hold.</summary>
    public static void Check(IEnumerable<string> headers, IEnumerable<string> asserts)
    {
        var source = new StringBuilder("#define _GNU_SOURCE\n#include <stddef.h>\n");
        foreach (string header in headers) source.Append("#include <").Append(header).Append(">\n");
        foreach (string assert in asserts) source.Append(assert).Append('\n');

        using Process gcc = Start();
        Task<string> errors = gcc.StandardError.ReadToEndAsync();
        gcc.StandardInput.Write(source);
        gcc.StandardInput.Close();
        gcc.WaitForExit();
        Assert.True(gcc.ExitCode == 0,
            $"gcc does not agree (a missing header is in package linux-libc-dev or libc6-dev):\n{errors.Result}");
    }

    /// <summary>One assert; the message is the condition itself.</summary>
    public static string That(string condition) => $"_Static_assert({condition}, \"{condition}\");";

    private static Process Start()
    {
        var start =
            new ProcessStartInfo("gcc", "-std=gnu11 -fsyntax-only -x c -") { RedirectStandardInput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("gcc is needed to check the layouts (Debian package gcc)", e);
        }
    }
}
