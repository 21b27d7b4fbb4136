using GpioHub.Configuration;
using GpioHub.Hub.Commands.Check;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public sealed class CheckSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-check");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(DisplayName = "Of a right file check prints a one-line summary and the crossbar on stdout, nothing on stderr, exit 0 (IF-1.13)")]
    public void Right()
    {
        (int code, string output, string error) = Check(
            "chips: { c: { driver: sim, lines: [A, B] } }\nguests: { g: { lines: [{ from: c/A }] } }\n");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            """
            rig.yaml: ok · 1 chip, 1 guest, 2 nets

            net  resolve, bias        guests
            c/A  exclusive pull-down  g:A(in)

            guest  slots  lines
            g      1      0 A

            on no guest: c/B

            """,
            output);
    }

    [Fact(DisplayName = "Of a wrong file check prints every problem on stderr in file order, nothing on stdout, exit 78 (IF-1.13)")]
    public void Wrong()
    {
        (int code, string output, string error) = Check("guests:\n  g: { slots: 70, lines: [{ from: c/A }] }\nwhat: 1\n");

        Assert.Equal((78, ""), (code, output));
        Assert.Equal(
            """
            rig.yaml:2:15: warning: guests.g.slots: 70 lines are more than the 64 entries of a ring of QEMU 9 and later: not all interrupts can be armed at once
            rig.yaml:2:35: guests.g.lines[0].from: no chip "c"
            rig.yaml:3:1: unknown key "what"; expected one of version, include, hub, recorder, rig, hubs, hosts, chips, guests, buses

            """,
            error);
    }

    [Fact(DisplayName = "Names of an absent chip are unverified, exit 0 (IF-1.13)")]
    public void Unverified()
    {
        (int code, string output, string error) = Check("""
            chips: { doors: { driver: gpiochip, label: x, lines: [A, { offset: 3, name: B }] } }
            guests: { g: { lines: [{ from: doors/A }, { from: doors/3 }, { from: doors/C }] }, h: { lines: [{ from: doors/C }] } }
            """);

        Assert.Equal((0, "rig.yaml: ok · 1 chip, 2 guests, 3 nets", "unverified: 3 lines of doors (absent)\n"),
            (code, output.Split('\n')[0], error));
    }

    [Fact(DisplayName = "What cannot be read is a configuration error that says why (IF-1.13)")]
    public void Unreadable()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string absent = Path.Combine(_folder.FullName, "absent.yaml");

        Assert.Equal(78, CheckVerb.Run(absent, output, error));
        Assert.Equal(78, CheckVerb.Run(_folder.FullName, output, error));
        Assert.Equal(78, CheckVerb.Run("/dev/zero", output, error));
        Assert.Equal($"{absent}: no such file\n{_folder.FullName}: is a folder; expected a file\n/dev/zero: larger than 1 MiB\n",
            error.ToString());
    }

    [Fact(DisplayName = "Every rule of `resolve` can be run (IF-1.7)")]
    public void EveryRuleRuns() =>
        Assert.Empty(Rig.Load("""
            chips: { c: { driver: sim, resolve: wired-or, lines: [A, { name: B, resolve: exclusive }, { name: C, resolve: wired-and }, { name: D, resolve: last-writer }] } }
            """).Errors);

    [Fact(DisplayName = "A default written out is supported (IF-1.13)")]
    public void DefaultsAreSupported() =>
        Assert.Empty(Rig.Load("""
            version: 1
            include: []
            hub: { reactors: 1, watch: false, poll: auto, http: off }
            chips: { c: { driver: sim, resolve: exclusive, lines: [A] }, d: { driver: gpiochip, label: x, resolve: exclusive } }
            guests: { g: { lines: [{ from: c/A }, { from: d/B }] } }
            """).Errors);

    private void Write(string name, string yaml) => File.WriteAllText(Path.Combine(_folder.FullName, name), yaml);

    private LoadResult Load(string yaml)
    {
        Write("rig.yaml", yaml);
        return ConfigurationLoader.Load(Path.Combine(_folder.FullName, "rig.yaml"), Rig.User);
    }

    private string Shown(ConfigProblem problem) => problem.ToString().Replace(_folder.FullName + "/", "", StringComparison.Ordinal);

    private (int Code, string Output, string Error) Check(string yaml)
    {
        Write("rig.yaml", yaml);
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = CheckVerb.Run(Path.Combine(_folder.FullName, "rig.yaml"), output, error, Rig.User);
        return (code, Short(output), Short(error));

        string Short(StringWriter writer) => writer.ToString().Replace(_folder.FullName + "/", "", StringComparison.Ordinal);
    }
}
