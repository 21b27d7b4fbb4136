using System.Diagnostics;
using GpioHub.Hub.Commands.Check;
using GpioHub.Hub.Tests.Configuration;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

/// <summary>The picture in README.md shows the present demo rig.</summary>
public class PictureSpec
{
    private const string Demo = "config/demo.yaml";

    [Fact(DisplayName = "docs/images/crossbar.svg is the demo rig's crossbar as it stands (build/picture.sh writes it)")]
    public async Task PictureIsOfTheDemoRig() =>
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Rig.Repository, "docs/images/crossbar.svg")), await DrawAsync(Checked()));

    [Fact(DisplayName = "A name in the picture is the file's, whatever characters it has")]
    public async Task NamesAreEscaped()
    {
        string printed = Checked().Replace("ivi:CRASH(in)", "ivi:<&\">:(x)(in)", StringComparison.Ordinal);

        Assert.Contains(">&lt;&amp;&quot;&gt;:(x)</text>", await DrawAsync(printed), StringComparison.Ordinal);
    }

    private static string Checked()
    {
        string path = Path.Combine(Rig.Repository, Demo);
        using var output = new StringWriter();
        Assert.Equal(0, CheckVerb.Run(path, output, TextWriter.Null, Rig.User));
        return output.ToString().Replace(path, Demo, StringComparison.Ordinal);
    }

    private static async Task<string> DrawAsync(string printed)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Rig.Repository, "build/picture.sh"), "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var drawing = Process.Start(start)!;
        await drawing.StandardInput.WriteAsync(printed);
        drawing.StandardInput.Close();
        string picture = await drawing.StandardOutput.ReadToEndAsync(), said = await drawing.StandardError.ReadToEndAsync();
        await drawing.WaitForExitAsync();
        Assert.Equal((0, ""), (drawing.ExitCode, said));
        return picture;
    }
}
